import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconDeviceLaptop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionRow } from '@/shared/api';
import { ConfirmDialog, DateTime, QueryView, toast } from '@/shared/ui';
import { useOwnSessions, useRevokeOtherSessions, useRevokeSession } from '../api/profile';
import { browserName } from '../rules';

/** Where the person is signed in, and the way to end it there. */
export function SessionList() {
  const { t } = useTranslation('profile');
  const sessions = useOwnSessions();
  const revoke = useRevokeSession();
  const revokeOthers = useRevokeOtherSessions();
  const [ending, setEnding] = useState<SessionRow | 'others' | null>(null);
  const end = () => {
    if (ending === null) return undefined;
    const done = ending === 'others' ? revokeOthers.mutateAsync() : revoke.mutateAsync(ending.id);
    return done.then(() => toast(t('sessions.ended')));
  };

  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="sessions">
      <Group justify="space-between" mb="md">
        <div>
          <Title order={2} size="h3" id="sessions">
            {t('sessions.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('sessions.lead')}
          </Text>
        </div>
        {(sessions.data?.items.length ?? 0) > 1 && (
          <Button variant="default" size="xs" onClick={() => setEnding('others')}>
            {t('sessions.end_others')}
          </Button>
        )}
      </Group>
      <QueryView query={sessions}>
        {({ items }) => (
          <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: 'none' }}>
            {items.map((session) => (
              <Group component="li" key={session.id} justify="space-between" wrap="nowrap">
                <Group gap="md" wrap="nowrap" miw={0}>
                  <IconDeviceLaptop size={26} stroke={1.5} style={{ flex: 'none' }} aria-hidden />
                  <div style={{ minWidth: 0 }}>
                    <Group gap="xs">
                      <Text fw={600}>
                        {browserName(session.user_agent) ?? t('sessions.unknown')}
                      </Text>
                      {session.current && (
                        <Badge color="green" variant="light" tt="none">
                          {t('sessions.current')}
                        </Badge>
                      )}
                    </Group>
                    <Text size="sm" c="dimmed">
                      {session.address} · {t('sessions.seen')}{' '}
                      <DateTime at={session.last_seen_at} show="relative" /> · {t('sessions.since')}{' '}
                      <DateTime at={session.created_at} />
                    </Text>
                  </div>
                </Group>
                {!session.current && (
                  <Button
                    variant="subtle"
                    color="red"
                    size="compact-sm"
                    flex="none"
                    aria-label={t('sessions.end.named', {
                      name: browserName(session.user_agent) ?? t('sessions.unknown'),
                    })}
                    onClick={() => setEnding(session)}
                  >
                    {t('sessions.end')}
                  </Button>
                )}
              </Group>
            ))}
          </Stack>
        )}
      </QueryView>
      <ConfirmDialog
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={t(ending === 'others' ? 'sessions.end_others' : 'sessions.end.title')}
        confirmLabel={t('sessions.end')}
        danger
        onConfirm={end}
      >
        {t('sessions.end.text')}
      </ConfirmDialog>
    </Paper>
  );
}
