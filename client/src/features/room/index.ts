export function RoomPage() {
  return null;
}

export function GuestEntryPage() {
  return null;
}
