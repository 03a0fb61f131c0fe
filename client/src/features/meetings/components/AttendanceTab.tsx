import { Paper, Stack, Table, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatDuration, formatTime } from '@/shared/i18n';
import { EmptyState, QueryView } from '@/shared/ui';
import { useAttendance } from '../api/access';

/** Who was inside, from when to when; one row a stay. */
export function AttendanceTab({ code }: { code: string }) {
  const { t } = useTranslation('meetings');
  return (
    <QueryView query={useAttendance(code)}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={IconUsers} title={t('attendance.empty')}>
            {t('attendance.empty.text')}
          </EmptyState>
        ) : (
          <Stack>
            <Text c="dimmed">
              {t('attendance.count', { count: new Set(items.map(({ name }) => name)).size })}
            </Text>
            <Paper withBorder>
              <Table.ScrollContainer
                minWidth={560}
                scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
              >
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t('attendance.name')}</Table.Th>
                      <Table.Th>{t('attendance.unit')}</Table.Th>
                      <Table.Th>{t('attendance.joined')}</Table.Th>
                      <Table.Th>{t('attendance.left')}</Table.Th>
                      <Table.Th>{t('attendance.length')}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {items.map(({ name, kind, unit_name, joined_at, left_at, seconds }) => (
                      <Table.Tr key={`${name}|${joined_at}`}>
                        <Table.Td>{name}</Table.Td>
                        <Table.Td>{unit_name ?? t(`attendance.${kind}`)}</Table.Td>
                        <Table.Td>{formatTime(joined_at)}</Table.Td>
                        <Table.Td>
                          {left_at ? formatTime(left_at) : t('attendance.inside')}
                        </Table.Td>
                        <Table.Td>{formatDuration(seconds)}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            </Paper>
          </Stack>
        )
      }
    </QueryView>
  );
}
