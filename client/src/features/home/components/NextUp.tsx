import { Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconVideo } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { StatusBadge } from '@/features/meetings';
import type { MeetingSummary } from '@/shared/api';
import { formatTimeRange } from '@/shared/i18n';
import { ButtonLink } from '@/shared/ui';
import classes from './HomePage.module.css';

/** The one meeting a person is most likely here for. */
export function NextUp({ meeting }: { meeting: MeetingSummary }) {
  const { t } = useTranslation('home');
  const { code, title, starts_at, ends_at, organiser, status } = meeting;
  return (
    <Card component="section" className={classes.hero} p="lg" aria-labelledby="hero-title">
      <Group justify="space-between" gap="lg">
        <Stack gap={6} flex="1 1 18rem" align="flex-start">
          <StatusBadge meeting={meeting} />
          <Title order={2} id="hero-title">
            <Link to="/hop/$code" params={{ code }} className={classes.heroTitle}>
              {title}
            </Link>
          </Title>
          <Text size="sm">
            {formatTimeRange(starts_at, ends_at)} · {t('hosted_by', { name: organiser.name })}
          </Text>
        </Stack>
        <ButtonLink
          to="/hop/$code/phong"
          params={{ code }}
          size="lg"
          color={status === 'live' ? 'red' : 'gold.4'}
          leftSection={<IconVideo size={24} aria-hidden />}
        >
          {t('join')}
        </ButtonLink>
      </Group>
    </Card>
  );
}
