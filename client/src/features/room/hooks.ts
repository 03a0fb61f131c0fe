import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { RoomSession } from './room-session';
import type { RoomState } from './room-state';
import type { Store } from './store';

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

export const SessionContext = createContext<RoomSession | null>(null);

export function useSession(): RoomSession {
  const session = useContext(SessionContext);
  if (!session) throw new Error('outside a meeting');
  return session;
}

export function useRoom(): RoomState {
  return useStore(useSession().state);
}

/** The time, renewed every `everyMs`. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
