import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { reloadMe } from '@/features/session';
import { api, take } from '@/shared/api';

const sessionsKey = ['me', 'sessions'] as const;

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { current: string; new: string }) => api.PUT('/api/me/password', { body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: sessionsKey });
      await reloadMe(client);
    },
  });
}

export function useOwnSessions() {
  return useQuery({
    queryKey: sessionsKey,
    queryFn: () => take(api.GET('/api/me/sessions')),
  });
}

export function useRevokeSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.DELETE('/api/me/sessions/{id}', { params: { path: { id } } }),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsKey }),
  });
}

export function useRevokeOtherSessions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.DELETE('/api/me/sessions'),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsKey }),
  });
}

export function useStartTotp() {
  return useMutation({ mutationFn: () => take(api.POST('/api/me/totp')) });
}

/** The own account is read again only when the codes have been seen: `reloadMe` is up to the page. */
export function useConfirmTotp() {
  return useMutation({
    mutationFn: (code: string) => take(api.PUT('/api/me/totp', { body: { code } })),
  });
}

export function useStopTotp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (password: string) => api.DELETE('/api/me/totp', { body: { password } }),
    onSuccess: () => reloadMe(client),
  });
}
