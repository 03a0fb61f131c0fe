export { GuestEntryPage } from './components/GuestEntryPage';
export { RoomPage } from './components/RoomPage';
