import {
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import {
  api,
  type Meeting,
  type MeetingChange,
  type MeetingInput,
  type MemberRole,
  take,
} from '@/shared/api';

export interface MeetingFilter {
  from?: string;
  to?: string;
  q?: string;
  order?: 'asc' | 'desc';
}

const LIVE_REFRESH_MS = 20_000;
const PAGE = 30;

export const meetingKeys = {
  all: ['meetings'] as const,
  list: (filter: MeetingFilter) => ['meetings', 'list', filter] as const,
  one: (code: string) => ['meetings', 'one', code] as const,
  part: (code: string, part: string) => ['meetings', 'one', code, part] as const,
};

/** The first meetings of a span, asked again often enough to show who is live. */
export function useMeetingsBetween(from: string, to: string) {
  return useQuery({
    queryKey: meetingKeys.list({ from, to }),
    queryFn: () => take(api.GET('/api/meetings', { params: { query: { from, to, limit: 100 } } })),
    refetchInterval: LIVE_REFRESH_MS,
  });
}

/** All meetings of a filter, a page at a time. */
export function useMeetingPages(filter: MeetingFilter) {
  return useInfiniteQuery({
    queryKey: [...meetingKeys.list(filter), 'pages'],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/meetings', {
          params: { query: { ...filter, limit: PAGE, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_REFRESH_MS,
  });
}

export function useMeeting(code: string) {
  return useQuery({
    queryKey: meetingKeys.one(code),
    queryFn: () => take(api.GET('/api/meetings/{code}', { params: { path: { code } } })),
    refetchInterval: LIVE_REFRESH_MS,
  });
}

function remember(client: QueryClient, meeting: Meeting): Promise<void> {
  client.setQueryData(meetingKeys.one(meeting.code), meeting);
  return client.invalidateQueries({ queryKey: ['meetings', 'list'] });
}

export function useMeetNow() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (title?: string) =>
      take(api.POST('/api/meetings/now', { body: title ? { title } : {} })),
    onSuccess: (meeting) => remember(client, meeting),
  });
}

export function useCreateMeeting() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: MeetingInput) => take(api.POST('/api/meetings', { body })),
    onSuccess: (meeting) => remember(client, meeting),
  });
}

export function useEditMeeting(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: MeetingChange) =>
      take(api.PATCH('/api/meetings/{code}', { params: { path: { code } }, body })),
    onSuccess: (meeting) => remember(client, meeting),
  });
}

export function useCancelMeeting(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      take(
        api.POST('/api/meetings/{code}/cancel', { params: { path: { code } }, body: { reason } }),
      ),
    onSuccess: (meeting) => remember(client, meeting),
  });
}

export function useAddMembers(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { people: string[]; units: string[]; role?: MemberRole }) =>
      take(api.POST('/api/meetings/{code}/members', { params: { path: { code } }, body })),
    onSuccess: (meeting) => remember(client, meeting),
  });
}

export function useRemoveUnit(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (unit_id: string) =>
      take(
        api.DELETE('/api/meetings/{code}/units/{unit_id}', { params: { path: { code, unit_id } } }),
      ),
    onSuccess: (meeting) => remember(client, meeting),
  });
}

export function useRemoveMember(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (person_id: string) =>
      take(
        api.DELETE('/api/meetings/{code}/members/{person_id}', {
          params: { path: { code, person_id } },
        }),
      ),
    onSuccess: (meeting) => remember(client, meeting),
  });
}
