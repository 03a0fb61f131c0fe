import { Card, Grid, Group, Stack, Text, Title } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { nextUp, StartNowButton, useMeetingsBetween } from '@/features/meetings';
import { useMe } from '@/features/session';
import { useNow } from '@/shared/hooks/useNow';
import { addDays, civilDate, formatLongDate, instantOf } from '@/shared/i18n';
import { ButtonLink, JoinByCode, LoadingSkeleton, PageHeader, QueryView } from '@/shared/ui';
import { NextUp } from './NextUp';
import { TodayTimeline } from './TodayTimeline';
import { Upcoming } from './Upcoming';

const DAYS_AHEAD = 8;

export function HomePage() {
  const { t } = useTranslation('home');
  const me = useMe();
  const now = useNow();
  const today = civilDate(now);
  const query = useMeetingsBetween(
    instantOf(today, '00:00'),
    instantOf(addDays(today, DAYS_AHEAD), '00:00'),
  );
  const meetings = query.data?.items ?? [];
  const hero = nextUp(meetings, now);

  return (
    <>
      <PageHeader
        title={t('greeting', { name: me?.name ?? '' })}
        description={formatLongDate(now)}
        actions={
          <>
            <ButtonLink
              to="/hop/moi"
              variant="default"
              size="md"
              leftSection={<IconCalendarPlus size={20} aria-hidden />}
            >
              {t('schedule')}
            </ButtonLink>
            <StartNowButton size="md" />
          </>
        }
      />
      <Stack gap="lg">
        {hero && <NextUp meeting={hero} />}
        <Grid gap="xl">
          <Grid.Col span={{ base: 12, md: 8 }}>
            <section aria-labelledby="today-title">
              <Title order={2} id="today-title" mb="md">
                {t('today.title')}
              </Title>
              <QueryView query={query} loading={<LoadingSkeleton rows={3} height={92} />}>
                {({ items }) => (
                  <TodayTimeline
                    meetings={items.filter(({ starts_at }) => civilDate(starts_at) === today)}
                    now={now}
                  />
                )}
              </QueryView>
            </section>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 4 }}>
            <Stack gap="lg">
              <Card withBorder component="section" aria-labelledby="join-title">
                <Title order={2} size="h3" id="join-title">
                  {t('join.title')}
                </Title>
                <Text size="sm" c="dimmed" mb="sm">
                  {t('join.lead')}
                </Text>
                <JoinByCode />
              </Card>
              <Card withBorder component="section" aria-labelledby="next-title">
                <Group justify="space-between" mb="sm">
                  <Title order={2} size="h3" id="next-title">
                    {t('next.title')}
                  </Title>
                  <ButtonLink to="/hop" variant="subtle" size="compact-sm">
                    {t('next.all')}
                  </ButtonLink>
                </Group>
                <QueryView query={query} loading={<LoadingSkeleton rows={3} height={40} />}>
                  {({ items }) => (
                    <Upcoming
                      meetings={items.filter(({ starts_at }) => civilDate(starts_at) > today)}
                    />
                  )}
                </QueryView>
              </Card>
            </Stack>
          </Grid.Col>
        </Grid>
      </Stack>
    </>
  );
}
