"""A migration step that speaks to the database alone, and renders no model to do it."""

from abc import ABC, abstractmethod

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class DatabaseStep(Operation, ABC):
    """Whoever inherits says what is done, and what undoes it.

    Django's own RunPython would do, but it renders every model anew for each step.
    """

    @abstractmethod
    def do(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Do it."""

    @abstractmethod
    def undo(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Undo it."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Do it: what Django calls when it migrates."""
        self.do(schema_editor)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Undo it: what Django calls when it migrates back."""
        self.undo(schema_editor)
