"""Orders of a factory system, as commands to the station."""

from inspector.domain.errors import InspectorError
from inspector.line.station_control import Job
from inspector.station.controls import Controls, Mode


class Orders:
    """A `StationControl`: what it takes becomes what a person at the station could ask.

    The recipe is chosen by each panel's code: one can be named only where there is no other. An
    emergency stop is left at the station alone.

    Parameters
    ----------
    controls
        Of the station.
    products
        The names of its products.
    """

    def __init__(self, controls: Controls, products: tuple[str, ...]) -> None:
        self._controls, self._products = controls, products

    def recipes(self) -> tuple[str, ...]:
        """Give the recipes of the station."""
        return self._products

    def prepare(self, recipe: str) -> None:
        """Take the only recipe there is, or none.

        Raises
        ------
        InspectorError
            If it is not known, or there are others.
        """
        if recipe and recipe not in self._products:
            known = ", ".join(self._products)
            raise InspectorError(f"recipe {recipe}: is not known; name one of {known}")
        if recipe and len(self._products) > 1:
            raise InspectorError(
                f"recipe {recipe}: this station takes the recipe that fits each panel's code; "
                "start without a recipe"
            )

    def start(self, job: Job) -> None:
        """Take one panel, or one after another."""
        self._refuse_emergency()
        self.prepare(job.recipe)
        if job.continuous:
            self._controls.start()
        else:
            self._controls.step()

    def stop(self, why: str) -> None:
        """Take no further panel; the one in work is finished."""
        del why
        self._refuse_emergency()
        self._controls.pause()

    def abort(self, why: str) -> None:
        """Leave the panel in work, NOT_INSPECTED, and take no further one."""
        self.stop(why)
        self._controls.abort()

    def halt(self, why: str) -> None:
        """Stop when the panel in work is finished."""
        del why
        self._refuse_emergency()
        self._controls.stop()

    def reset(self, why: str) -> None:
        """Leave an alarm or a halt, and take no panel yet."""
        del why
        self._refuse_emergency()
        self._controls.pause()

    def select_automatic(self) -> None:
        """Take panels, one after another."""
        self._refuse_emergency()
        self._controls.start()

    def _refuse_emergency(self) -> None:
        if self._controls.mode is Mode.EMERGENCY:
            raise InspectorError("the station is in emergency stop; start it at the station itself")
