import { Button, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import {
  IconArrowBack,
  IconCalendarX,
  IconClock,
  IconDevices,
  IconDoorExit,
  IconLock,
  IconPlugConnectedX,
  IconQuestionMark,
  IconUserX,
  IconUsersGroup,
  type Icon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDateTime } from '@/shared/i18n';
import { useNow } from '../hooks';
import type { Outcome } from '../protocol';
import { PageFrame } from './PageFrame';

const ICONS: Record<Outcome['kind'], Icon> = {
  left: IconDoorExit,
  ended: IconDoorExit,
  removed: IconUserX,
  refused: IconUserX,
  replaced: IconDevices,
  signed_out: IconLock,
  not_open: IconClock,
  cancelled: IconCalendarX,
  not_found: IconQuestionMark,
  locked: IconLock,
  full: IconUsersGroup,
  draining: IconPlugConnectedX,
  outdated: IconArrowBack,
  failed: IconPlugConnectedX,
};

/** Those after which entering again may succeed. */
const AGAIN: ReadonlySet<Outcome['kind']> = new Set([
  'left',
  'refused',
  'replaced',
  'locked',
  'full',
  'draining',
  'failed',
]);

const ASK_EVERY_MS = 2_000;

interface Props {
  outcome: Outcome;
  /** A guest has no home page to go to. */
  guest: boolean;
  onAgain: () => void;
}

function detailOf(outcome: Outcome): { by?: string; reason?: string } {
  const by = 'by' in outcome ? outcome.by : null;
  const reason = 'reason' in outcome ? outcome.reason : null;
  return { ...(by ? { by } : {}), ...(reason ? { reason } : {}) };
}

/** The page of each way a visit can end, or not begin. */
export function OutcomePage({ outcome, guest, onAgain }: Props) {
  const { t } = useTranslation('room');
  const Glyph = ICONS[outcome.kind];
  const { by, reason } = detailOf(outcome);
  const title = t(`outcome.${outcome.kind}.title`);
  return (
    <PageFrame title={title}>
      <Stack align="center" ta="center" gap="md" maw={560} mx="auto" data-outcome={outcome.kind}>
        <ThemeIcon size={72} radius="xl" variant="light" aria-hidden>
          <Glyph size={36} stroke={1.5} />
        </ThemeIcon>
        <Title order={1} tabIndex={-1} data-page-title>
          {title}
        </Title>
        <Text>
          {t(by ? `outcome.${outcome.kind}.by` : `outcome.${outcome.kind}.text`, {
            name: by ?? '',
          })}
        </Text>
        {reason && <Text fw={600}>{t('outcome.reason', { reason })}</Text>}
        {outcome.kind === 'not_open' && outcome.opensAt !== null && (
          <Countdown at={outcome.opensAt} onOpen={onAgain} />
        )}
        <Group justify="center">
          {AGAIN.has(outcome.kind) && (
            <Button onClick={onAgain}>
              {t(outcome.kind === 'left' ? 'outcome.rejoin' : 'outcome.try_again')}
            </Button>
          )}
          {outcome.kind === 'outdated' && (
            <Button onClick={() => window.location.reload()}>{t('outcome.reload')}</Button>
          )}
          {outcome.kind === 'signed_out' && (
            <Button
              component={Link}
              to="/dang-nhap"
              search={{ next: window.location.pathname } as never}
            >
              {t('outcome.sign_in')}
            </Button>
          )}
          {!guest && (
            <Button component={Link} to="/" variant="default">
              {t('outcome.home')}
            </Button>
          )}
        </Group>
      </Stack>
    </PageFrame>
  );
}

/** Counts down and enters the pre-join page by itself when the time has come. */
function Countdown({ at, onOpen }: { at: number; onOpen: () => void }) {
  const { t } = useTranslation('room');
  const left = Math.max(0, Math.ceil((at - useNow(500)) / 1000));
  const due = left === 0;
  useEffect(() => {
    if (!due) return;
    // This machine's clock may be ahead of the server's: it asks until the door is open.
    const timer = setInterval(onOpen, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [due, onOpen]);
  const part = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(left / 3600);
  const clock = [
    ...(hours > 0 ? [part(hours)] : []),
    part(Math.floor(left / 60) % 60),
    part(left % 60),
  ];
  return (
    <Stack gap={4} align="center">
      <Text role="timer" fz={40} fw={700} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {clock.join(':')}
      </Text>
      <Text size="sm" c="dimmed">
        {t('outcome.opens_at', { at: formatDateTime(at) })}
      </Text>
    </Stack>
  );
}
