import { Group, Paper, SegmentedControl, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconCalendarOff, IconCalendarPlus, IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MeetingSummary } from '@/shared/api';
import { civilDate, formatLongDate, instantOf } from '@/shared/i18n';
import { ButtonLink, EmptyState, LoadingSkeleton, PagedView, PageHeader } from '@/shared/ui';
import { type MeetingFilter, useMeetingPages } from '../api/meetings';
import { MeetingRow } from './MeetingRow';
import { StartNowButton } from './StartNowButton';

const SEARCH_DELAY_MS = 300;
type Span = 'sap-toi' | 'da-qua' | 'tat-ca';

function filterOf(span: Span, q: string | undefined): MeetingFilter {
  const today = instantOf(civilDate(), '00:00');
  const words = q ? { q } : {};
  if (span === 'da-qua') return { ...words, to: today, order: 'desc' };
  if (span === 'tat-ca') return { ...words, order: 'desc' };
  return { ...words, from: today };
}

function byDay(meetings: MeetingSummary[]): [day: string, meetings: MeetingSummary[]][] {
  const days = new Map<string, MeetingSummary[]>();
  for (const meeting of meetings) {
    const day = civilDate(meeting.starts_at);
    const list = days.get(day);
    if (list) list.push(meeting);
    else days.set(day, [meeting]);
  }
  return [...days];
}

function useMeetingSearch() {
  const { loc, q } = useSearch({ from: '/shell/hop' });
  const navigate = useNavigate({ from: '/hop' });
  const setQuery = useDebouncedCallback(
    (next: string) =>
      void navigate({ search: (old) => ({ ...old, q: next.trim() || undefined }), replace: true }),
    SEARCH_DELAY_MS,
  );
  const setSpan = (next: string) =>
    void navigate({
      search: (old) => ({
        ...old,
        loc: next === 'da-qua' || next === 'tat-ca' ? next : undefined,
      }),
      replace: true,
    });
  return { span: loc ?? ('sap-toi' as Span), q, setQuery, setSpan };
}

export function MeetingsPage() {
  const { t } = useTranslation('meetings');
  const { span, q, setQuery, setSpan } = useMeetingSearch();
  const [typed, setTyped] = useState(q ?? '');
  const filter = useMemo(() => filterOf(span, q), [span, q]);
  const pages = useMeetingPages(filter);

  return (
    <>
      <PageHeader
        title={t('list.title')}
        actions={
          <>
            <ButtonLink
              to="/hop/moi"
              variant="default"
              leftSection={<IconCalendarPlus size={18} aria-hidden />}
            >
              {t('schedule')}
            </ButtonLink>
            <StartNowButton />
          </>
        }
      />
      <Group mb="lg" gap="md">
        <SegmentedControl
          aria-label={t('list.span')}
          value={span}
          onChange={setSpan}
          data={[
            { value: 'sap-toi', label: t('list.upcoming') },
            { value: 'da-qua', label: t('list.past') },
            { value: 'tat-ca', label: t('list.all') },
          ]}
        />
        <TextInput
          type="search"
          flex="1 1 14rem"
          maw={420}
          aria-label={t('list.search')}
          placeholder={t('list.search')}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setQuery(event.currentTarget.value);
          }}
        />
      </Group>
      <PagedView
        query={pages}
        loading={<LoadingSkeleton rows={6} height={68} />}
        empty={<NoMeetings span={span} searched={Boolean(q)} />}
      >
        {(meetings) =>
          byDay(meetings).map(([day, list]) => (
            <section key={day} aria-labelledby={`day-${day}`}>
              <DayTitle day={day} />
              <Paper withBorder component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
                {list.map((meeting) => (
                  <MeetingRow key={meeting.id} meeting={meeting} />
                ))}
              </Paper>
            </section>
          ))
        }
      </PagedView>
    </>
  );
}

function DayTitle({ day }: { day: string }) {
  const { t } = useTranslation('meetings');
  return (
    <Title order={2} size="h4" id={`day-${day}`} mb="xs">
      {formatLongDate(instantOf(day, '12:00'))}
      {day === civilDate() && (
        <Text span c="dimmed" fw={400}>
          {' '}
          · {t('list.today')}
        </Text>
      )}
    </Title>
  );
}

function NoMeetings({ span, searched }: { span: Span; searched: boolean }) {
  const { t } = useTranslation('meetings');
  if (searched) {
    return (
      <EmptyState icon={IconSearch} title={t('list.nothing')}>
        {t('list.nothing.text')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconCalendarOff}
      title={t(span === 'da-qua' ? 'list.empty.past' : 'list.empty')}
      action={
        <ButtonLink to="/hop/moi" leftSection={<IconCalendarPlus size={18} aria-hidden />}>
          {t('schedule')}
        </ButtonLink>
      }
    >
      {t('list.empty.text')}
    </EmptyState>
  );
}
