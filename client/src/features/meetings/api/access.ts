import {
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { api, type DeviceDirection, type NewGuestLink, take } from '@/shared/api';
import { meetingKeys } from './meetings';

export function createGuestLink(code: string, body: NewGuestLink) {
  return take(api.POST('/api/meetings/{code}/guest-links', { params: { path: { code } }, body }));
}

const urlsKey = (code: string) => ['meetings', 'guest-urls', code] as const;

/**
 * The addresses of guest links made on this page. The server tells an address once, when it makes
 * the link, so they live here until the page is closed.
 */
export function keepGuestUrl(client: QueryClient, code: string, id: string, url: string): void {
  client.setQueryDefaults(urlsKey(code), { gcTime: Number.POSITIVE_INFINITY });
  client.setQueryData<Record<string, string>>(urlsKey(code), (old) => ({ ...old, [id]: url }));
}

export function useGuestUrls(code: string): Record<string, string> {
  const { data } = useQuery<Record<string, string>>({
    queryKey: urlsKey(code),
    queryFn: () => ({}),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: false,
    initialData: {},
  });
  return data;
}

export function useGuestLinks(code: string) {
  return useQuery({
    queryKey: meetingKeys.part(code, 'guest-links'),
    queryFn: () =>
      take(api.GET('/api/meetings/{code}/guest-links', { params: { path: { code } } })),
  });
}

export function useCreateGuestLink(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewGuestLink) => createGuestLink(code, body),
    onSuccess: (link) => {
      if (link.url) keepGuestUrl(client, code, link.id, link.url);
      return client.invalidateQueries({ queryKey: meetingKeys.part(code, 'guest-links') });
    },
  });
}

export function useRevokeGuestLink(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (link_id: string) =>
      api.DELETE('/api/meetings/{code}/guest-links/{link_id}', {
        params: { path: { code, link_id } },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: meetingKeys.part(code, 'guest-links') }),
  });
}

export function useDeviceTokens(code: string) {
  return useQuery({
    queryKey: meetingKeys.part(code, 'device-tokens'),
    queryFn: () =>
      take(api.GET('/api/meetings/{code}/device-tokens', { params: { path: { code } } })),
  });
}

export function useCreateDeviceToken(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { label: string; direction: DeviceDirection; expires_at?: string }) =>
      take(api.POST('/api/meetings/{code}/device-tokens', { params: { path: { code } }, body })),
    onSuccess: () =>
      client.invalidateQueries({ queryKey: meetingKeys.part(code, 'device-tokens') }),
  });
}

export function useRevokeDeviceToken(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token_id: string) =>
      api.DELETE('/api/meetings/{code}/device-tokens/{token_id}', {
        params: { path: { code, token_id } },
      }),
    onSuccess: () =>
      client.invalidateQueries({ queryKey: meetingKeys.part(code, 'device-tokens') }),
  });
}

export function useAttendance(code: string) {
  return useQuery({
    queryKey: meetingKeys.part(code, 'attendance'),
    queryFn: () => take(api.GET('/api/meetings/{code}/attendance', { params: { path: { code } } })),
  });
}

/** What was written, newest page first; `next` leads to earlier lines. */
export function useChat(code: string) {
  return useInfiniteQuery({
    queryKey: meetingKeys.part(code, 'chat'),
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/meetings/{code}/chat', {
          params: {
            path: { code },
            query: { limit: 100, ...(pageParam && { before: pageParam }) },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}
