import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type OverlayInput, take } from '@/shared/api';

export function useCalendar(year: number) {
  return useQuery({
    queryKey: ['calendar', year],
    queryFn: () => take(api.GET('/api/calendar', { params: { query: { year } } })),
    placeholderData: keepPreviousData,
  });
}

function useCalendarChange<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ['calendar'] }),
  });
}

export function useSetOverlay() {
  return useCalendarChange(({ day, body }: { day: string; body: OverlayInput }) =>
    take(api.PUT('/api/calendar/overlay/{day}', { params: { path: { day } }, body })),
  );
}

export function useRemoveOverlay() {
  return useCalendarChange((day: string) =>
    api.DELETE('/api/calendar/overlay/{day}', { params: { path: { day } } }),
  );
}
