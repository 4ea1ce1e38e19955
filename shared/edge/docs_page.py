"""The page that shows the API: Swagger UI with script and style inlined: it works offline and asks no other host.

The two files are the ones Powertools ships (its bundle must keep `event_handler/openapi/swagger_ui`).
"""

from importlib.resources import files
from string import Template

CONTENT_TYPE = "text/html; charset=utf-8"
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline';
 style-src 'unsafe-inline'; img-src data:; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="icon" href="data:,">
<style>$style</style>
<style>
body { margin: 0; background: #fff; }
@media (max-width: 640px) { .swagger-ui .wrapper { padding: 0 8px; } }
</style>
</head>
<body>
<main id="page"></main>
<noscript>This page needs JavaScript. The same description as data: <a href="/openapi.json">/openapi.json</a></noscript>
<script>$script</script>
<script>
const page = SwaggerUIBundle({
  dom_id: "#page", spec: $document, deepLinking: true, docExpansion: "list", filter: true, validatorUrl: null,
  persistAuthorization: false, presets: [SwaggerUIBundle.presets.apis], layout: "BaseLayout"
});
page.specActions.updateUrl(new URL("openapi.json", location.href).href);  // what references within it stand in
</script>
</body>
</html>
"""


def docs_page(openapi_json: str, title: str = "Rollbook API") -> str:
    """About 1.7 MB of HTML, below Lambda's limit of 6 MB for an answer."""
    assets = files("aws_lambda_powertools.event_handler") / "openapi" / "swagger_ui"
    fields = {
        "title": title,
        "style": (assets / "swagger-ui.min.css").read_text("utf-8"),
        "script": (assets / "swagger-ui-bundle.min.js").read_text("utf-8"),
        "document": openapi_json.replace("<", r"\u003c"),  # a script element ends at the first "</script"
    }
    return Template(_PAGE).substitute(fields)
