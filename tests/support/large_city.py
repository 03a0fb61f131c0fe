"""A city of the real size as two CSV files."""

from collections.abc import Iterator

DEPARTMENTS, COMMUNES, DIVISIONS = 14, 168, 4
UNITS = 1 + DEPARTMENTS + COMMUNES * (1 + DIVISIONS)
_DAY = "2025-07-01"


def units_csv() -> bytes:
    """The city, departments, communes and their divisions: UNITS lines."""
    return "\n".join(["code,name,kind,subkind,parent_code,valid_from", *_units()]).encode()


def staff_csv(people: int) -> bytes:
    """So many people, spread over departments and divisions."""
    homes = [f"S{n}" for n in range(DEPARTMENTS)]
    homes += [f"X{n}-{part}" for n in range(COMMUNES) for part in range(DIVISIONS)]
    lines = (
        f"nv{n},Nguyễn Thị Số {n % 997},nv{n}@songmay.example,{homes[n % len(homes)]},"
        f"Chuyên viên,{_DAY}"
        for n in range(people)
    )
    return "\n".join(["login,name,email,unit_code,title,valid_from", *lines]).encode()


def _units() -> Iterator[str]:
    yield f"TP,Thành phố,city,,,{_DAY}"
    for n in range(DEPARTMENTS):
        yield f"S{n},Sở số {n},department,,TP,{_DAY}"
    for n in range(COMMUNES):
        yield f"X{n},Phường số {n},commune,ward,TP,{_DAY}"
        for part in range(DIVISIONS):
            yield f"X{n}-{part},Phòng số {part},division,,X{n},{_DAY}"
