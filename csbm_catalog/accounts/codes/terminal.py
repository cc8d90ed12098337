"""One-time codes set up in a terminal, for the first administrator."""

import time

import segno

from csbm_catalog.accounts.codes import devices

WHO = "createsuperuser"


class Enrolment:
    """Shows the key of an account, asks for a code that it makes, and shows the recovery codes."""

    tries = 5

    def __init__(self, user, out):
        self.user = user
        self.out = out
        self.device = devices.begin(user)

    def run(self, interactive: bool) -> None:
        self.show_key()
        codes = self.ask() if interactive else devices.take(WHO, self.device)
        if codes:
            self.show(codes)
        else:
            self.out.write(
                "One-time codes are not set up. The administration asks for them at the first visit."
            )

    def show_key(self) -> None:
        url = self.device.config_url
        self.out.write(
            "\nThe administration needs one-time codes. Let an application for them (TOTP) read this:\n"
        )
        if self.out.isatty():
            segno.make(url, error="m", micro=False).terminal(out=self.out._out, compact=True)
        self.out.write(f"{url}\n\nThe key by itself: {devices.key_of(self.device)}\n")

    def ask(self) -> list[str]:
        """Ask for the code that the telephone shows; return recovery codes, or none where none was right."""
        for _try in range(self.tries):
            code = input("The code that it shows now (empty: later, in the browser): ")
            if not code.strip():
                return []
            if codes := self.confirmed(code):
                return codes
            self.out.write("This code is not right, or out of date.")
        return []

    def confirmed(self, code: str) -> list[str]:
        while True:
            try:
                return devices.confirm(WHO, self.device, code)
            except devices.TooSoon as too_soon:
                time.sleep(too_soon.seconds)

    def show(self, codes: list[str]) -> None:
        lines = "\n".join(f"  {code}" for code in codes)
        self.out.write(
            f"\nRecovery codes, for the day on which the telephone is lost. They are shown only now, "
            f"and each works once:\n\n{lines}\n"
        )
