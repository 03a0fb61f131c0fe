import { Card, Group, Text } from '@mantine/core';
import { IconCalendarPlus, IconCoffee } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { isJoinable, phaseOf, StatusBadge } from '@/features/meetings';
import type { MeetingSummary } from '@/shared/api';
import { formatTime } from '@/shared/i18n';
import { ButtonLink, EmptyState } from '@/shared/ui';
import classes from './HomePage.module.css';

interface Props {
  meetings: MeetingSummary[];
  now: number;
}

function Slot({ meeting, now }: { meeting: MeetingSummary; now: number }) {
  const { t } = useTranslation('home');
  const { code, title, starts_at, ends_at, organiser, unit_name, member_count } = meeting;
  const phase = phaseOf(meeting, now);
  const over = phase === 'ended' || phase === 'cancelled';
  return (
    <li className={classes.slot} data-phase={phase}>
      <div className={classes.slotTime}>
        <Text size="sm" fw={600} component="time" dateTime={starts_at}>
          {formatTime(starts_at)}
        </Text>
        <Text size="xs" c="dimmed" component="time" dateTime={ends_at} display="block">
          {formatTime(ends_at)}
        </Text>
      </div>
      <div className={classes.rail} aria-hidden>
        <span className={classes.dot} />
      </div>
      <Card withBorder padding="md">
        <Group justify="space-between" gap="sm">
          <div style={{ flex: '1 1 14rem', minWidth: 0 }}>
            <Group gap="xs" mb={2}>
              <Link to="/hop/$code" params={{ code }} className={classes.link}>
                <Text
                  span
                  inherit
                  c={over ? 'dimmed' : undefined}
                  td={phase === 'cancelled' ? 'line-through' : undefined}
                >
                  {title}
                </Text>
              </Link>
              <StatusBadge meeting={meeting} />
            </Group>
            <Text size="sm" c="dimmed">
              {[organiser.name, unit_name, t('members', { count: member_count })]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </div>
          {isJoinable(phase) && (
            <ButtonLink
              to="/hop/$code/phong"
              params={{ code }}
              color={phase === 'live' ? 'red' : undefined}
              aria-label={t('join.named', { title })}
            >
              {t('join')}
            </ButtonLink>
          )}
        </Group>
      </Card>
    </li>
  );
}

/** Today in order, with a line where the clock stands. */
export function TodayTimeline({ meetings, now }: Props) {
  const { t } = useTranslation('home');
  if (meetings.length === 0) {
    return (
      <EmptyState
        icon={IconCoffee}
        title={t('today.empty')}
        action={
          <ButtonLink
            to="/hop/moi"
            variant="light"
            leftSection={<IconCalendarPlus size={18} aria-hidden />}
          >
            {t('schedule')}
          </ButtonLink>
        }
      >
        {t('today.empty.text')}
      </EmptyState>
    );
  }
  const sorted = [...meetings].sort((a, b) => a.starts_at.localeCompare(b.starts_at));
  const upcoming = sorted.findIndex(({ starts_at }) => new Date(starts_at).getTime() > now);
  const line = upcoming === -1 ? sorted.length : upcoming;
  return (
    <ol className={classes.timeline}>
      {sorted.map((meeting, index) => (
        <Fragment key={meeting.id}>
          {index === line && <NowLine now={now} />}
          <Slot meeting={meeting} now={now} />
        </Fragment>
      ))}
      {line === sorted.length && <NowLine now={now} />}
    </ol>
  );
}

function NowLine({ now }: { now: number }) {
  const { t } = useTranslation('home');
  return <li className={classes.now}>{t('now', { time: formatTime(now) })}</li>;
}
