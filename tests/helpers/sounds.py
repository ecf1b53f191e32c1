"""Make the program's own two sounds: `python -m tests.helpers.sounds`. A bell of sines that die away."""

import array
import math
import wave
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "sounds"
RATE = 22_050
SECONDS = 0.3
SOUNDS = {
    "message": (0.5, ((0.0, 659.3), (0.07, 987.8))),
    "soft": (0.16, ((0.0, 659.3),)),
}
"""How loud, and which notes begin when: E5 then B5."""


def _sample(at: float, notes: tuple[tuple[float, float], ...]) -> float:
    total = 0.0
    for start, hertz in notes:
        since = at - start
        if since >= 0:
            attack, decay = min(1.0, since / 0.004), math.exp(-since * 16)
            tone = math.sin(2 * math.pi * hertz * since) + 0.25 * math.sin(4 * math.pi * hertz * since)
            total += attack * decay * tone
    fade = min(1.0, (SECONDS - at) / 0.02)
    return total * fade / 1.25


def make_sounds(folder: Path) -> None:
    """Write the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (volume, notes) in SOUNDS.items():
        count = int(RATE * SECONDS)
        samples = array.array(
            "h", (int(32_767 * volume * _sample(index / RATE, notes)) for index in range(count))
        )
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())


if __name__ == "__main__":
    make_sounds(FOLDER)
