import { Table, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog';
import { formatNumber } from '@/shared/i18n';
import { useRoom, useSession, useStore } from '../hooks';
import type { MediaStats } from '../quality';

type Row = readonly [key: string, value: string | null];

const percent = (value: number | undefined) =>
  value === undefined ? null : formatNumber(value, { style: 'percent', maximumFractionDigits: 1 });
const unit = (value: number | undefined, name: string) =>
  value === undefined ? null : `${formatNumber(value)} ${name}`;

function rowsOf(stats: MediaStats, t: TFunction<'room'>): Row[] {
  return [
    ['rtt', unit(stats.rtt_ms, 'ms')],
    ['loss_up', percent(stats.loss_up)],
    ['loss_down', percent(stats.loss_down)],
    ['jitter', unit(stats.jitter_ms, 'ms')],
    ['send', unit(stats.sendKbps, 'kbit/s')],
    ['receive', unit(stats.receiveKbps, 'kbit/s')],
    [
      'sent',
      stats.sent &&
        `${stats.sent.width} × ${stats.sent.height}, ${t('stats.fps', { count: stats.sent.fps })}`,
    ],
    ['received', formatNumber(stats.received)],
  ];
}

export function StatsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('room');
  const session = useSession();
  const stats = useStore(session.stats);
  const paths = useStore(session.paths);
  const { link } = useRoom();
  const rows: Row[] = [
    ['link', t(`stats.link.${link}`)],
    ['publish', t(`stats.path.${paths.publish}`)],
    ['subscribe', t(`stats.path.${paths.subscribe}`)],
    ...(stats ? rowsOf(stats, t) : []),
    ...(stats?.relay === undefined
      ? []
      : [['relay', t(stats.relay ? 'stats.relay.yes' : 'stats.relay.no')] as const]),
  ];
  return (
    <Dialog opened={opened} onClose={onClose} title={t('stats.title')}>
      <Table>
        <Table.Tbody>
          {rows.map(([key, value]) => (
            <Table.Tr key={key}>
              <Table.Th scope="row" fw={500}>
                {t(`stats.${key}`)}
              </Table.Th>
              <Table.Td style={{ fontVariantNumeric: 'tabular-nums' }}>{value ?? '–'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {!stats && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('stats.soon')}
        </Text>
      )}
    </Dialog>
  );
}
