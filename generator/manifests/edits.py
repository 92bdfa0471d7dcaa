"""What is read in the place of documents, once it is known what kustomizations make of them."""

from generator.manifests.builder import Builder, Given
from generator.manifests.merged import Listed, Mapped, Part, closed, opened_part
from generator.manifests.resource import Address, Resource
from generator.manifests.transformed import named_at_once
from generator.model.manifest_value import Grafts, Place, Value
from generator.model.tree import Path


class Edits:
    """What is put in the place of parts of documents; None takes one out."""

    def __init__(self, given: Given) -> None:
        """Start with nothing."""
        self._given = given
        self._more: dict[tuple[str, int], list[Value]] = {}
        self._by_document: dict[tuple[str, int], dict[Path, Part | None]] = {}
        self.without: set[str] = set()
        self._taken: set[Address] = set()
        self._folders: set[str] = set()
        self._beside: set[str] = set()

    def put(self, address: Address, part: Part | None) -> None:
        """Put a part in the place of another one."""
        self._by_document.setdefault((address.file, address.document), {})[address.path] = part

    def take(self, made: Builder) -> None:
        """Take what a kustomization makes, and its patches away, which are in that now."""
        for one in made.resources:
            if one.is_changed and one.address not in self._taken:
                self.put(one.address, one.part)
                self._put_filled(one)
        for address in made.gone:
            self.put(address, None)
        for place in made.laid:
            if len(place.steps) == 1:
                self.put(Address(place.file, place.document, place.steps[0]), None)
        self.without.update(made.laid_files)
        self._taken.update(one.address for one in made.resources)
        self._folders.update(made.folders)
        self._beside.update(made.beside)

    def take_again(self, made: Builder, others: list[Resource], place: Place) -> None:
        """Take what a kustomization makes of objects that another one makes something of, too: as further objects.

        Who reads the files gives their objects one namespace and one name, so that these have theirs at once, and stand
        where the kustomization does.
        """
        for one in made.resources:
            if one in others:
                value = closed(named_at_once(one))
                parts = Grafts({key: below.place for key, below in value.entries()})
                more = Value(value.tree, Place(place.file, place.document, grafts=parts))
                self._more.setdefault(one.address[:2], []).append(more)
            elif one.address not in self._taken:
                self.put(one.address, named_at_once(one))
                self._put_filled(one)
        for folder in made.folders:
            if folder not in self._folders:
                place = self._given.kustomizations[folder].place
                self.put(Address(place.file, place.document), None)
        self.without.update(made.laid_files)
        self._taken.update(one.address for one in made.resources)

    def _put_filled(self, one: Resource) -> None:
        for address, value in one.filled.items():
            self.put(address, value)

    def leave(self, made: Builder) -> None:
        """Leave out what only a kustomization has that is left out; those that are not are taken before."""
        for one in made.resources:
            if one.address not in self._taken:
                self.put(one.address, None)
        for folder in made.folders:
            if folder not in self._folders:
                place = self._given.kustomizations[folder].place
                self.put(Address(place.file, place.document), None)
        self.without.update(file for file in made.beside if file not in self._beside)

    def documents(self) -> dict[str, dict[int, tuple[Value, ...]]]:
        """Return what stands in the place of each document."""
        found: dict[str, dict[int, tuple[Value, ...]]] = {}
        for (file, number), parts in self._by_document.items():
            one = _edited(self._given.documents(file)[number], parts)
            found.setdefault(file, {})[number] = () if one is None else (one,)
        for (file, number), more in self._more.items():
            known = found.setdefault(file, {}).get(number, (self._given.documents(file)[number],))
            found[file][number] = (*known, *more)
        return found


def _edited(document: Value, parts: dict[Path, Part | None]) -> Value | None:
    """Return a document with parts of it in the place of others, or taken out: from the back, so that indices stay."""
    if () in parts:
        whole = parts[()]
        return None if whole is None else closed(whole)
    here: Part = document
    for path in sorted(parts, key=lambda one: [str(step).zfill(9) for step in one], reverse=True):
        here = _with(here, path, parts[path])
    return closed(here)


def _with(part: Part, path: Path, new: Part | None) -> Part:
    if not path:
        return part if new is None else new
    here, step = opened_part(part), path[0]
    if isinstance(here, Mapped) and isinstance(step, str) and step in here.parts:
        if len(path) == 1 and new is None:
            del here.parts[step]
        else:
            here.parts[step] = _with(here.parts[step], path[1:], new)
    elif isinstance(here, Listed) and isinstance(step, int) and step < len(here.parts):
        if len(path) == 1 and new is None:
            del here.parts[step]
        else:
            here.parts[step] = _with(here.parts[step], path[1:], new)
    return here
