import { ActionIcon, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/features/session';
import type { CalendarDay } from '@/shared/api';
import { civilDate, formatCivilDate } from '@/shared/i18n';
import { LoadingSkeleton, PageHeader, QueryView } from '@/shared/ui';
import { useCalendar } from '../../api/calendar';
import { DayDialog } from './DayDialog';
import { Month } from './Month';
import classes from './calendar.module.css';

const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1);
const LEGEND = [
  { mark: 'holiday', color: '#b3261e' },
  { mark: 'day_off', color: '#f9dc97' },
  { mark: 'worked', color: '#1b4a80' },
] as const;

/** The year of working days: the library's holidays under the administrator's overlay. */
export function CalendarPage() {
  const { t } = useTranslation('admin');
  const { nam } = useSearch({ from: '/shell/quan-tri/lich' });
  const navigate = useNavigate({ from: '/quan-tri/lich' });
  const today = civilDate();
  const year = nam ?? Number(today.slice(0, 4));
  const query = useCalendar(year);
  const mayManage = useMay('calendar.manage');
  const [focused, setFocused] = useState(today);
  const [chosen, setChosen] = useState<string | null>(null);
  const named = useMemo(
    () => new Map(query.data?.days.map((day) => [day.date, day])),
    [query.data],
  );
  const go = (step: number) => void navigate({ search: { nam: year + step }, replace: true });
  const reachable = focused.startsWith(String(year)) ? focused : `${year}-01-01`;

  return (
    <>
      <PageHeader
        title={t('calendar.title')}
        description={t('calendar.lead')}
        actions={
          <Group gap="xs" wrap="nowrap">
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t('calendar.previous')}
              onClick={() => go(-1)}
            >
              <IconChevronLeft size={18} aria-hidden />
            </ActionIcon>
            <Text fw={700} size="lg" aria-live="polite">
              {year}
            </Text>
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t('calendar.next')}
              onClick={() => go(1)}
            >
              <IconChevronRight size={18} aria-hidden />
            </ActionIcon>
          </Group>
        }
      />
      <QueryView query={query} loading={<LoadingSkeleton rows={4} height={200} />}>
        {({ working_days, days }) => (
          <Stack gap="lg">
            <Group gap="lg">
              <Text fw={600}>{t('calendar.working_days', { count: working_days })}</Text>
              {LEGEND.map(({ mark, color }) => (
                <Group key={mark} gap={8}>
                  <span className={classes.swatch} style={{ background: color }} />
                  <Text size="sm">{t(`day.${mark}`)}</Text>
                </Group>
              ))}
            </Group>
            <div className={classes.year}>
              {MONTHS.map((month) => (
                <Month
                  key={month}
                  year={year}
                  month={month}
                  named={named}
                  today={today}
                  focused={reachable}
                  onFocus={setFocused}
                  onChoose={setChosen}
                />
              ))}
            </div>
            <NamedDays days={days} />
          </Stack>
        )}
      </QueryView>
      <DayDialog
        key={chosen}
        date={chosen}
        named={chosen ? named.get(chosen) : undefined}
        readOnly={!mayManage}
        onClose={() => setChosen(null)}
      />
    </>
  );
}

function NamedDays({ days }: { days: CalendarDay[] }) {
  const { t } = useTranslation('admin');
  return (
    <section aria-labelledby="named-days">
      <Title order={2} id="named-days" mb="sm">
        {t('calendar.named')}
      </Title>
      <Paper withBorder p="md">
        <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
          {days.map(({ date, kind, name, legal_source }) => (
            <Group component="li" key={date} gap="md" align="flex-start" wrap="nowrap">
              <Text size="sm" fw={600} w={92} style={{ flexShrink: 0 }}>
                {formatCivilDate(date)}
              </Text>
              <div>
                <Text size="sm">
                  {name} ({t(`day.${kind}`)})
                </Text>
                {legal_source && (
                  <Text size="xs" c="dimmed">
                    {legal_source}
                  </Text>
                )}
              </div>
            </Group>
          ))}
        </Stack>
      </Paper>
    </section>
  );
}
