"""The room as a pure state machine: state, command and time in; events and facts out.

`state` holds the room, `views` what participants see of it; `entering`, `presence` and `hosting`
are its transitions. Nothing here does I/O.
"""
