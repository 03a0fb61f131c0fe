import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MeetingSummary } from '@/shared/api';
import { useNow } from '@/shared/hooks/useNow';
import { formatRelative } from '@/shared/i18n';
import { phaseOf } from '../status';
import classes from './meetings.module.css';

/** "Đang họp · 5 người", "Bắt đầu trong 10 phút nữa", "Đã hủy" … */
export function StatusBadge({ meeting }: { meeting: MeetingSummary }) {
  const { t } = useTranslation('meetings');
  const now = useNow();
  const phase = phaseOf(meeting, now);
  switch (phase) {
    case 'live':
      return (
        <Badge
          color="red"
          variant="filled"
          tt="none"
          leftSection={<span className={classes.pulse} />}
        >
          {meeting.live_count > 0
            ? t('status.live_count', { count: meeting.live_count })
            : t('status.live')}
        </Badge>
      );
    case 'soon':
      return (
        <Badge color="gold" tt="none" variant="light">
          {t('status.soon', { when: formatRelative(meeting.starts_at, now) })}
        </Badge>
      );
    case 'late':
      return (
        <Badge color="gold" tt="none" variant="light">
          {t('status.late')}
        </Badge>
      );
    case 'later':
      return (
        <Badge tt="none" variant="light">
          {t('status.scheduled')}
        </Badge>
      );
    case 'ended':
      return (
        <Badge color="gray" tt="none" variant="light">
          {t('status.ended')}
        </Badge>
      );
    case 'cancelled':
      return (
        <Badge color="gray" tt="none" variant="outline">
          {t('status.cancelled')}
        </Badge>
      );
  }
}
