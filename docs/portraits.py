"""Drawn faces for the pictures of the README: a silhouette before a wall, as a Y4M video.

Chromium takes such a file for its camera (--use-file-for-fake-video-capture).
"""

from pathlib import Path

WIDTH, HEIGHT, FRAMES = 640, 360, 8
Colour = tuple[int, int, int]
Ellipse = tuple[float, float, float, float]

PALETTES: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((214, 224, 236), (58, 84, 120), (222, 180, 150)),
    ((236, 226, 210), (120, 60, 54), (232, 196, 166)),
    ((216, 232, 222), (44, 92, 78), (206, 164, 132)),
    ((230, 220, 236), (86, 66, 116), (226, 186, 158)),
)
"""Wall, clothes and skin of each person."""


def write(path: Path, palette: tuple[Colour, Colour, Colour]) -> None:
    """Write a short loop of a person who sways a little."""
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F15:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(FRAMES):
            sway = abs(number - FRAMES // 2) * 1.5
            file.write(b"FRAME\n" + _frame(palette, sway))


def _frame(palette: tuple[Colour, Colour, Colour], sway: float) -> bytes:
    wall, clothes, skin = (_yuv(colour) for colour in palette)
    hair = (48, 128, 128)
    middle = WIDTH / 2 + sway
    shapes: tuple[tuple[Ellipse, Colour], ...] = (
        ((middle, 400, 190, 170), clothes),
        ((middle, 235, 34, 60), skin),
        ((middle, 150, 74, 84), hair),
        ((middle, 166, 62, 74), skin),
    )
    planes = (
        _plane(0, 1, wall, shapes),
        _plane(1, 2, wall, shapes),
        _plane(2, 2, wall, shapes),
    )
    return b"".join(planes)


def _plane(
    channel: int, step: int, wall: Colour, shapes: tuple[tuple[Ellipse, Colour], ...]
) -> bytes:
    width = WIDTH // step
    rows = []
    for y in range(0, HEIGHT, step):
        row = bytearray([wall[channel]]) * width
        for (cx, cy, rx, ry), colour in shapes:
            inside = 1 - ((y - cy) / ry) ** 2
            if inside > 0:
                half = rx * inside**0.5
                first = max(0, int((cx - half) / step))
                last = min(width, int((cx + half) / step))
                row[first:last] = bytes([colour[channel]]) * (last - first)
        rows.append(bytes(row))
    return b"".join(rows)


def _yuv(colour: Colour) -> Colour:
    """ITU-T T.871 (JPEG) full range."""
    red, green, blue = colour
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return (
        round(luma),
        round(128 + 0.564 * (blue - luma)),
        round(128 + 0.713 * (red - luma)),
    )
