"""The same defect, written by somebody else: an example under other names, other imports, in other places.

Each function takes the Python files of an example, parsed, and gives them back changed, or None where it has nothing to
change. What a program does stays the same, so that a rule has to say the same.
"""

import ast
import builtins
import copy
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath

from shared.architect.domain.review.rule import Example
from shared.architect.domain.review.source import module_of

Trees = dict[str, ast.Module]
Mutation = Callable[[Trees, frozenset[str]], Trees | None]
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def mutants(example: Example, keep: frozenset[str] = frozenset()) -> Mapping[str, Example]:
    """By the name of the mutation. `keep`: names that are the evidence itself (`CircuitBreaker`)."""
    trees = {path: ast.parse(text) for path, text in example.items() if path.endswith(".py")}
    found: dict[str, Example] = {}
    for mutation in MUTATIONS:
        changed = mutation(copy.deepcopy(trees), keep)
        if changed is not None:
            texts = {path: ast.unparse(ast.fix_missing_locations(tree)) + "\n" for path, tree in changed.items()}
            found[mutation.__name__] = {**example, **texts}
    return found


def other_names_for_variables(trees: Trees, keep: frozenset[str]) -> Trees | None:
    """Parameters, local and global variables, and what hangs on `self`."""
    names = {name for tree in trees.values() for name in _variables(tree)} - _spoken(trees) - keep
    attributes = {name for tree in trees.values() for name in _own_attributes(tree)} - _methods(trees) - keep
    renamed = {name: f"v{number}" for number, name in enumerate(sorted(names | attributes), 1)}
    if not renamed:
        return None
    return _rename(trees, {name: renamed[name] for name in names}, {name: renamed[name] for name in attributes})


def other_names_for_definitions(trees: Trees, keep: frozenset[str]) -> Trees | None:
    """Functions, classes and methods of the example."""
    own = [one for tree in trees.values() for one in ast.walk(tree) if isinstance(one, Definition)]
    called_of_others = _library_methods(trees)
    names = sorted({one.name for one in own if not one.name.startswith("__")} - keep - called_of_others - _FRAMEWORK)
    if not names:
        return None
    renamed = {name: f"{'C' if name[0].isupper() else 'f'}{number}" for number, name in enumerate(names, 1)}
    return _rename(trees, renamed, renamed)


def aliased_imports(trees: Trees, _: frozenset[str]) -> Trees | None:
    """`import redis` as `import redis as i1`, `from redis import Redis` as `from redis import Redis as i2`."""
    changed = False
    for path, tree in trees.items():
        renamed: dict[str, str] = {}
        for alias in _aliases(tree):
            old = alias.asname or alias.name
            if alias.name != "*" and "." not in old and not _is_first_party(tree, alias, trees):
                alias.asname = renamed[old] = f"i{len(renamed) + 1}"
        trees[path] = _Rename(renamed, {}, aliasing=True).visit(tree)
        changed = changed or bool(renamed)
    return trees if changed else None


def imports_turned_round(trees: Trees, _: frozenset[str]) -> Trees | None:
    """`import redis`, `redis.Redis()` as `from redis import Redis`, `Redis()`, and the other way round."""
    changed = False
    for path, tree in trees.items():
        turned = _TurnRound(tree, {module_of(other) for other in trees})
        trees[path] = turned.tree
        changed = changed or turned.changed
    return trees if changed else None


def among_other_things(trees: Trees, _: frozenset[str]) -> Trees | None:
    """Unrelated code before, after and inside."""
    for tree in trees.values():
        for function in [one for one in ast.walk(tree) if isinstance(one, _FUNCTIONS)]:
            if not _is_a_stub(function):
                function.body.insert(1 if ast.get_docstring(function) else 0, _statement("started_here = 'x' * 3"))
        first = 1 if ast.get_docstring(tree) is not None else 0
        later = next((at for at, one in enumerate(tree.body) if at >= first and not _is_from_future(one)), first)
        tree.body.insert(later, _statement("UNRELATED_NUMBERS = (3, 5, 8)"))
        tree.body.append(_statement("def unrelated_sum(first, second):\n    '''Adds.'''\n    return first + second"))
        tree.body.append(_statement("class UnrelatedPair:\n    left = 1\n    right = 2"))
    return trees


def in_a_class(trees: Trees, keep: frozenset[str]) -> Trees | None:
    """Plain functions as methods of a class."""
    changed = False
    for path, tree in trees.items():
        foreign = {name for other, one in trees.items() if other != path for name in _names(one)}
        passed = _passed_on(tree)
        moved = [
            one
            for one in tree.body
            if isinstance(one, _FUNCTIONS) and not one.decorator_list and not {one.name} & (foreign | passed | keep)
            if not one.name.endswith("handler")
        ]
        while called := {one.name for one in moved} & {n for one in tree.body if one not in moved for n in _names(one)}:
            moved = [one for one in moved if one.name not in called]  # what stays would not find them
        if not moved:
            continue
        at = tree.body.index(moved[0])
        own = {one.name for one in moved}
        for function in moved:
            function.args.args.insert(0, ast.arg("self"))
            _OwnCalls(own).visit(function)
        holder = ast.ClassDef("Holder", [], [], list[ast.stmt](moved), [])
        if hasattr(holder, "type_params"):
            holder.type_params = []
        tree.body = [*(one for one in tree.body[:at] if one not in moved), holder,
                     *(one for one in tree.body[at:] if one not in moved)]  # fmt: skip
        changed = True
    return trees if changed else None


def split_in_two(trees: Trees, keep: frozenset[str]) -> Trees | None:
    """What the file defines first moves to a file of its own, and is imported."""
    changed = False
    for path in list(trees):
        tree = trees[path]
        head = [one for one in tree.body if isinstance(one, ast.Import | ast.ImportFrom) or _is_text(one)]
        rest = [one for one in tree.body if one not in head]
        if len(rest) < 2 or PurePosixPath(path).name == "__init__.py" or any(isinstance(one, ast.If) for one in rest):
            continue
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        given = {name for one in first for name in _bound_by(one)} & {name for one in second for name in _names(one)}
        if not given or {name for one in first for name in _names(one)} & {n for one in second for n in _bound_by(one)}:
            continue
        if any(isinstance(one, ast.Global) for part in rest for one in ast.walk(part)) or given & keep:
            continue
        new = str(PurePosixPath(path).with_name(f"{PurePosixPath(path).stem}_first.py"))
        needed = ast.ImportFrom(module_of(new), [ast.alias(name) for name in sorted(given)], 0)
        trees[new] = _pruned(ast.Module([*copy.deepcopy(head), *first], []))
        trees[path] = _pruned(ast.Module([*head, needed, *second], []))
        changed = True
    return trees if changed else None


MUTATIONS: tuple[Mutation, ...] = (
    other_names_for_variables,
    other_names_for_definitions,
    aliased_imports,
    imports_turned_round,
    among_other_things,
    in_a_class,
    split_in_two,
)

# Called by frameworks under these names.
_FRAMEWORK = frozenset({"handler", "lambda_handler", "main", "setUp", "tearDown", "dispatch"})


def _rename(trees: Trees, names: Mapping[str, str], attributes: Mapping[str, str]) -> Trees:
    return {path: _Rename(names, attributes).visit(tree) for path, tree in trees.items()}


class _Rename(ast.NodeTransformer):
    """`aliasing`: the imports already say the new names."""

    def __init__(self, names: Mapping[str, str], attributes: Mapping[str, str], *, aliasing: bool = False) -> None:
        self._names, self._attributes, self._aliasing = names, attributes, aliasing

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        self.generic_visit(node)
        node.arg = self._names.get(node.arg, node.arg)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        node.attr = self._attributes.get(node.attr, node.attr)
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        self.generic_visit(node)
        node.name = self._names.get(node.name, node.name) if node.name else None
        return node

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> ast.AST:
        node.names = [self._names.get(name, name) for name in node.names]
        return node

    visit_Nonlocal = visit_Global  # noqa: N815 - as ast calls them

    def _definition(self, node: ast.AST) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node, Definition):
            node.name = (self._names | self._attributes).get(node.name, node.name)  # type: ignore[operator]
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _definition  # noqa: N815

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        for alias in node.names if not self._aliasing else ():
            alias.name = self._names.get(alias.name, alias.name)
        return node


class _OwnCalls(ast.NodeTransformer):
    """`total()` becomes `self.total()`."""

    def __init__(self, own: set[str]) -> None:
        self._own = own

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in self._own:
            node.func = ast.Attribute(ast.Name("self", ast.Load()), node.func.id, ast.Load())
        return node


class _TurnRound(ast.NodeTransformer):
    def __init__(self, tree: ast.Module, own: set[str]) -> None:
        self.changed = False
        self._own = own
        self._plain = {a.asname or a.name for one in tree.body if isinstance(one, ast.Import) for a in one.names
                       if "." not in (a.asname or a.name)}  # fmt: skip
        self._modules = {
            a.asname or a.name: a.name for one in tree.body if isinstance(one, ast.Import) for a in one.names
        }
        self._from = {
            a.asname or a.name: (one.module or "", a.name)
            for one in tree.body
            if isinstance(one, ast.ImportFrom) and not one.level and one.module != "__future__"
            for a in one.names
            if a.name != "*" and f"{one.module}.{a.name}" not in own
        }
        self._taken: dict[str, str] = {}
        stored = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
        self._plain -= stored | {one.arg for one in ast.walk(tree) if isinstance(one, ast.arg)}
        self._bare = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)} - self._plain
        self.tree = self._done(tree)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id in self._plain and isinstance(node.ctx, ast.Load):
            module = self._modules[node.value.id]
            name = f"{module.replace('.', '_')}_{node.attr}"
            self._taken[name] = f"{module}:{node.attr}"
            self.changed = True
            return ast.copy_location(ast.Name(name, ast.Load()), node)
        self.generic_visit(node)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self._from and isinstance(node.ctx, ast.Load):
            module, name = self._from[node.id]
            self._taken[f"{module.replace('.', '_')}_module"] = module
            self.changed = True
            return ast.Attribute(ast.Name(f"{module.replace('.', '_')}_module", ast.Load()), name, ast.Load())
        return node

    def _done(self, tree: ast.Module) -> ast.Module:
        body = [one for one in tree.body if not self._is_turned(one)]
        kept = [one for one in tree.body if self._is_turned(one)]
        visited = [self.visit(one) for one in body]
        made: list[ast.stmt] = []
        for name, whole in sorted(self._taken.items()):
            module, _, member = whole.partition(":")
            made.append(
                ast.ImportFrom(module, [ast.alias(member, name)], 0)
                if member
                else ast.Import([ast.alias(module, name)])
            )
        first = 1 if ast.get_docstring(tree) is not None else 0
        future = [one for one in kept if _is_from_future(one)]
        others = [one for one in kept if one not in future]
        return ast.Module([*visited[:first], *future, *others, *made, *visited[first:]], [])

    def _is_turned(self, one: ast.stmt) -> bool:
        return isinstance(one, ast.Import | ast.ImportFrom)


def _variables(tree: ast.Module) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name


def _spoken(trees: Trees) -> set[str]:
    """Names that more than a variable goes by: arguments by name, fields of classes, imports, builtins, `self`."""
    said = {"self", "cls", *dir(builtins)}
    for tree in trees.values():
        said |= {alias.asname or alias.name for alias in _aliases(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg:
                said.add(node.arg)
            elif isinstance(node, ast.ClassDef):
                said |= {name for one in node.body for name in _bound_by(one)}
            elif isinstance(node, Definition):
                said.add(node.name)
            if isinstance(node, _FUNCTIONS) and node.decorator_list:  # a framework calls it by these names
                said |= {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
    return said


def _own_attributes(tree: ast.Module) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _is_self(node.value):
            yield node.attr


def _methods(trees: Trees) -> set[str]:
    """Attributes that are called on something else than `self`, class members, arguments by name."""
    found: set[str] = set()
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and not _is_self(node.value):
                found.add(node.attr)
            elif isinstance(node, ast.ClassDef):
                found |= {name for one in node.body for name in _bound_by(one)}
            elif isinstance(node, ast.keyword) and node.arg:
                found.add(node.arg)
    return found


def _library_methods(trees: Trees) -> set[str]:
    """Methods that the example calls on what it has from libraries: their names are not ours to change."""
    own = {one.name: one for tree in trees.values() for one in ast.walk(tree) if isinstance(one, Definition)}
    found: set[str] = set()
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in own and not isinstance(node.value, ast.Call):
                found |= set() if _is_self(node.value) else {node.attr}
        for cls in (one for one in ast.walk(tree) if isinstance(one, ast.ClassDef) and one.bases):
            found |= {one.name for one in cls.body if isinstance(one, _FUNCTIONS)}  # overrides
    return found


def _aliases(tree: ast.Module) -> list[ast.alias]:
    return [alias for one in ast.walk(tree) if isinstance(one, ast.Import | ast.ImportFrom) for alias in one.names
            if not _is_from_future(one)]  # fmt: skip


def _is_first_party(tree: ast.Module, alias: ast.alias, trees: Trees) -> bool:
    """Its own modules are imported by name elsewhere in the example: left alone, but what comes out of them is not."""
    return isinstance(tree, ast.Module) and alias.name in {module_of(path) for path in trees} and alias.asname is None


def _passed_on(tree: ast.Module) -> set[str]:
    """Functions that are used otherwise than by calling them inside of functions that move as well."""
    called = {id(one.func) for one in ast.walk(tree) if isinstance(one, ast.Call)}
    passed = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and id(one) not in called}
    outside = [one for one in tree.body if not isinstance(one, _FUNCTIONS) or one.decorator_list]
    return passed | {name for one in outside for name in _names(one)}


def _names(node: ast.AST) -> set[str]:
    used = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    imported = {alias.name for one in ast.walk(node) if isinstance(one, ast.ImportFrom) for alias in one.names}
    strings = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return used | imported | {word for text in strings for word in text.replace("[", " ").replace("]", " ").split()}


def _bound_by(statement: ast.AST) -> set[str]:
    if isinstance(statement, Definition):
        return {statement.name}
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign | ast.AugAssign):
        targets = [statement.target]
    return {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}


def _pruned(tree: ast.Module) -> ast.Module:
    """Without imports that nothing uses."""
    used = {name for one in tree.body if not isinstance(one, ast.Import | ast.ImportFrom) for name in _names(one)}
    for one in list(tree.body):
        if isinstance(one, ast.Import | ast.ImportFrom) and not _is_from_future(one):
            one.names = [a for a in one.names if (a.asname or a.name.split(".")[0]) in used]
            if not one.names:
                tree.body.remove(one)
    return tree


def _is_a_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return all(
        isinstance(one, ast.Pass | ast.Raise) or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in function.body
    )


def _is_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def _is_from_future(one: ast.AST) -> bool:
    return isinstance(one, ast.ImportFrom) and one.module == "__future__"


def _is_text(one: ast.stmt) -> bool:
    return isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)


def _statement(text: str) -> ast.stmt:
    return ast.parse(text).body[0]
