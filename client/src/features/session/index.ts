export {
  loadSession,
  reloadMe,
  setMe,
  signOutLocally,
  useMay,
  useMe,
  useSession,
  useSetLanguage,
  useSignOut,
} from './api/session';
