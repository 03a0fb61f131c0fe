export { loadSession, signOutLocally, useMay, useMe, useSession, useSignOut } from './api/session';
