import { Group, Paper, SimpleGrid, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { adminPagesOf } from '@/shared/navigation';
import { useMe } from '@/features/session';
import { EmptyState, PageHeader } from '@/shared/ui';
import classes from './admin.module.css';

/** The administrator's pages that this person may open; on a phone the way to them. */
export function AdminPage() {
  const { t } = useTranslation('admin');
  const pages = adminPagesOf(useMe());
  return (
    <>
      <PageHeader title={t('shared:nav.admin')} />
      {pages.length === 0 ? (
        <EmptyState icon={IconLock} title={t('none')}>
          {t('none.text')}
        </EmptyState>
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {pages.map(({ to, label, icon: Glyph }) => (
            <Paper key={to} withBorder p="lg" component={Link} to={to} className={classes.card}>
              <Group wrap="nowrap">
                <Glyph size={28} stroke={1.5} aria-hidden />
                <div>
                  <Text fw={600}>{t(`shared:${label}`)}</Text>
                  <Text size="sm" c="dimmed">
                    {t(`${label}.text`)}
                  </Text>
                </div>
              </Group>
            </Paper>
          ))}
        </SimpleGrid>
      )}
    </>
  );
}
