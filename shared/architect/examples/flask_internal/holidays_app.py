"""A small internal tool on Flask: an application factory, one blueprint, errors as JSON."""

import sqlite3
from contextlib import closing

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException

holidays = Blueprint("holidays", __name__)


def make_app(database: str) -> Flask:
    app = Flask(__name__)
    app.config.update(DATABASE=database, MAX_CONTENT_LENGTH=64 * 1024)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS holiday (day TEXT PRIMARY KEY, name TEXT NOT NULL)")
    app.register_blueprint(holidays)
    app.register_error_handler(HTTPException, _as_json)
    return app


@holidays.put("/holidays/<day>")
def name_holiday(day: str) -> tuple[Response, int]:
    name = (request.get_json() or {}).get("name")
    if not isinstance(name, str) or not 1 <= len(name) <= 80:
        raise BadRequest("`name` is a text of 1 to 80 characters")
    with closing(sqlite3.connect(current_app.config["DATABASE"])) as connection, connection:
        connection.execute(
            "INSERT INTO holiday VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET name = excluded.name", (day, name)
        )
    return jsonify(day=day, name=name), 200


@holidays.get("/holidays")
def list_holidays() -> Response:
    with closing(sqlite3.connect(current_app.config["DATABASE"])) as connection:
        rows = connection.execute("SELECT day, name FROM holiday ORDER BY day LIMIT 500").fetchall()
    return jsonify([{"day": day, "name": name} for day, name in rows])


def _as_json(error: HTTPException) -> tuple[Response, int]:
    return jsonify(error=error.name, detail=error.description), error.code or 500
