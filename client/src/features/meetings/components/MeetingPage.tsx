import { Alert, Button, Group, Menu, Tabs, Text } from '@mantine/core';
import {
  IconBan,
  IconCalendarX,
  IconChevronLeft,
  IconDotsVertical,
  IconEdit,
  IconInfoCircle,
  IconVideo,
} from '@tabler/icons-react';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Meeting, ProblemError } from '@/shared/api';
import { useDocumentTitle } from '@/shared/hooks/useDocumentTitle';
import { useNow } from '@/shared/hooks/useNow';
import { formatLongDate, formatTimeRange } from '@/shared/i18n';
import {
  AnchorLink,
  ButtonLink,
  EmptyState,
  LoadingSkeleton,
  MenuItemLink,
  PageHeader,
  QueryView,
} from '@/shared/ui';
import { useMeeting } from '../api/meetings';
import { isJoinable, phaseOf } from '../status';
import { AttendanceTab } from './AttendanceTab';
import { CancelDialog } from './CancelDialog';
import { ChatTab } from './ChatTab';
import { DetailsTab } from './DetailsTab';
import { DevicesTab } from './DevicesTab';
import { GuestsTab } from './GuestsTab';
import { MembersTab } from './MembersTab';
import { StatusBadge } from './StatusBadge';

interface Section {
  value: string;
  label: string;
  content: (meeting: Meeting) => ReactNode;
  hostOnly?: boolean;
}

const SECTIONS: readonly Section[] = [
  { value: 'chi-tiet', label: 'tab.details', content: (m) => <DetailsTab meeting={m} /> },
  { value: 'thanh-phan', label: 'tab.members', content: (m) => <MembersTab meeting={m} /> },
  {
    value: 'khach',
    label: 'tab.guests',
    content: (m) => <GuestsTab meeting={m} />,
    hostOnly: true,
  },
  {
    value: 'thiet-bi',
    label: 'tab.devices',
    content: (m) => <DevicesTab meeting={m} />,
    hostOnly: true,
  },
  { value: 'tham-du', label: 'tab.attendance', content: (m) => <AttendanceTab code={m.code} /> },
  { value: 'trao-doi', label: 'tab.chat', content: (m) => <ChatTab code={m.code} /> },
];

export function MeetingPage() {
  const { code } = useParams({ from: '/shell/hop/$code' });
  const query = useMeeting(code);
  if (query.error instanceof ProblemError && query.error.status === 404) return <NoMeeting />;
  return (
    <QueryView query={query} loading={<LoadingSkeleton rows={5} height={64} />}>
      {(meeting) => <Loaded meeting={meeting} />}
    </QueryView>
  );
}

function NoMeeting() {
  const { t } = useTranslation('meetings');
  useDocumentTitle(t('not_found.title'));
  return (
    <EmptyState
      icon={IconCalendarX}
      order={1}
      title={t('not_found.title')}
      action={<ButtonLink to="/hop">{t('not_found.list')}</ButtonLink>}
    >
      {t('not_found.text')}
    </EmptyState>
  );
}

function Loaded({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('meetings');
  const { muc } = useSearch({ from: '/shell/hop/$code' });
  const navigate = useNavigate({ from: '/hop/$code' });
  const { code, title, starts_at, ends_at, cancel_reason, advice, rights } = meeting;
  const sections = SECTIONS.filter(({ hostOnly }) => !hostOnly || rights.manage || rights.host);
  const open = sections.find(({ value }) => value === muc)?.value ?? 'chi-tiet';

  return (
    <>
      <PageHeader
        title={title}
        above={
          <AnchorLink to="/hop" size="sm" c="dimmed">
            <Group gap={4} component="span">
              <IconChevronLeft size={16} aria-hidden />
              {t('list.title')}
            </Group>
          </AnchorLink>
        }
        description={
          <Group gap="sm">
            <StatusBadge meeting={meeting} />
            <Text span>
              {formatLongDate(starts_at)} · {formatTimeRange(starts_at, ends_at)}
            </Text>
          </Group>
        }
        actions={<Actions meeting={meeting} />}
      />
      {meeting.status === 'cancelled' && (
        <Alert
          color="red"
          icon={<IconCalendarX aria-hidden />}
          title={t('cancelled.title')}
          mb="lg"
        >
          {cancel_reason}
        </Alert>
      )}
      {advice.map((code) => (
        <Alert key={code} color="gold" icon={<IconInfoCircle aria-hidden />} mb="lg">
          {t(`advice.${code}`)}
        </Alert>
      ))}
      <Tabs
        value={open}
        keepMounted={false}
        onChange={(value) =>
          void navigate({
            params: { code },
            search: { muc: value && value !== 'chi-tiet' ? value : undefined },
            replace: true,
            resetScroll: false,
          })
        }
      >
        <Tabs.List mb="lg" style={{ flexWrap: 'nowrap', overflowX: 'auto' }}>
          {sections.map(({ value, label }) => (
            <Tabs.Tab
              key={value}
              value={value}
              ref={value === open ? intoSight : undefined}
              style={{ flexShrink: 0 }}
            >
              {t(label)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {sections.map(({ value, content }) => (
          <Tabs.Panel key={value} value={value}>
            {content(meeting)}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}

/** On a phone the tabs reach beyond the screen: the open one is to be seen. */
function intoSight(tab: HTMLButtonElement | null): void {
  const list = tab?.parentElement;
  if (tab && list) list.scrollLeft = tab.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2;
}

function Actions({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('meetings');
  const { code, rights, status } = meeting;
  const [cancelling, setCancelling] = useState(false);
  const phase = phaseOf(meeting, useNow());
  const over = phase === 'ended' || phase === 'cancelled';
  return (
    <>
      {!over && (
        <ButtonLink
          to="/hop/$code/phong"
          params={{ code }}
          size="md"
          variant={isJoinable(phase) ? 'filled' : 'light'}
          color={phase === 'live' ? 'red' : undefined}
          leftSection={<IconVideo size={20} aria-hidden />}
        >
          {t('join')}
        </ButtonLink>
      )}
      {rights.manage && !over && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" size="md" px="sm" aria-label={t('actions')}>
              <IconDotsVertical size={20} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <MenuItemLink
              to="/hop/$code/sua"
              params={{ code }}
              leftSection={<IconEdit size={18} aria-hidden />}
            >
              {t('edit.title')}
            </MenuItemLink>
            {status === 'scheduled' && (
              <Menu.Item
                color="red"
                leftSection={<IconBan size={18} aria-hidden />}
                onClick={() => setCancelling(true)}
              >
                {t('cancel.title')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <CancelDialog code={code} opened={cancelling} onClose={() => setCancelling(false)} />
    </>
  );
}
