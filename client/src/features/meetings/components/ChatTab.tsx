import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconMessageOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DateTime, EmptyState, PersonAvatar, QueryView } from '@/shared/ui';
import { useChat } from '../api/access';
import classes from './meetings.module.css';

/** What was written in the meeting, oldest first. */
export function ChatTab({ code }: { code: string }) {
  const { t } = useTranslation('meetings');
  const chat = useChat(code);
  return (
    <QueryView query={chat}>
      {({ pages }) => {
        const lines = [...pages].reverse().flatMap(({ items }) => items);
        if (lines.length === 0) {
          return (
            <EmptyState icon={IconMessageOff} title={t('chat.empty')}>
              {t('chat.empty.text')}
            </EmptyState>
          );
        }
        return (
          <Paper withBorder p="lg">
            <Stack gap="xs">
              {chat.hasNextPage && (
                <Button
                  variant="default"
                  size="xs"
                  mx="auto"
                  loading={chat.isFetchingNextPage}
                  onClick={() => void chat.fetchNextPage()}
                >
                  {t('chat.earlier')}
                </Button>
              )}
              {lines.map(({ id, at, from, text }) => (
                <Group key={id} gap="sm" wrap="nowrap" align="flex-start" className={classes.said}>
                  <PersonAvatar name={from.name} size="sm" />
                  <div style={{ minWidth: 0 }}>
                    <Text size="sm">
                      <b>{from.name}</b>{' '}
                      <Text span size="xs" c="dimmed">
                        <DateTime at={at} show="time" />
                      </Text>
                    </Text>
                    <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text}</Text>
                  </div>
                </Group>
              ))}
            </Stack>
          </Paper>
        );
      }}
    </QueryView>
  );
}
