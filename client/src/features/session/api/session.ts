import {
  type QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { api, type Me, type Permission, type SessionInfo, take } from '@/shared/api';
import { changeLanguage, currentLanguage, type Language } from '@/shared/i18n';

const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => take(api.GET('/api/session')),
  staleTime: 5 * 60_000,
});

/** The session, from the cache when it is fresh; the page speaks the person's language after it. */
export async function loadSession(client: QueryClient): Promise<SessionInfo> {
  const session = await client.ensureQueryData(sessionQuery);
  if (session.me) await speak(session.me);
  return session;
}

async function speak(me: Me): Promise<void> {
  if (me.language !== currentLanguage()) await changeLanguage(me.language);
}

export function useSession() {
  return useQuery(sessionQuery);
}

/** The signed-in person; null for a guest or before sign-in. */
export function useMe(): Me | null {
  return useSession().data?.me ?? null;
}

/** Whether the person holds a permission in any unit; the server decides for each one. */
export function useMay(permission: Permission): boolean {
  return useMe()?.permissions.includes(permission) ?? false;
}

export function setMe(client: QueryClient, me: Me | null): void {
  client.setQueryData(sessionQuery.queryKey, (old) => (old ? { ...old, me } : old));
}

/** Forgets what belongs to the person, without asking the server. */
export function signOutLocally(client: QueryClient): void {
  setMe(client, null);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { login: string; password: string; code?: string }) =>
      take(api.POST('/api/session', { body })),
    onSuccess: async (me) => {
      signOutLocally(client);
      setMe(client, me);
      await speak(me);
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.DELETE('/api/session'),
    onSuccess: () => signOutLocally(client),
  });
}

/** Remembers the language with the account; the page itself has changed already. */
export function useSetLanguage() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (language: Language) => take(api.PATCH('/api/me', { body: { language } })),
    onSuccess: (me) => setMe(client, me),
  });
}

/** Reads the session again after the account has changed. */
export function reloadMe(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: sessionQuery.queryKey });
}
