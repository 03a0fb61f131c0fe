import { Menu, Popover, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  IconDoorExit,
  IconHandStop,
  IconMessage,
  IconMicrophone,
  IconMicrophoneOff,
  IconMoodSmile,
  IconPhoneOff,
  IconScreenShare,
  IconScreenShareOff,
  IconUsers,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react';
import { type ButtonHTMLAttributes, forwardRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '@/shared/i18n';
import { useNow, useRoom, useSession, useStore } from '../hooks';
import { REACTIONS } from '../protocol';
import { isHost, screenOf, you } from '../room-state';
import { MoreMenu, type MoreProps } from './MoreMenu';
import classes from './room.module.css';
import { Signs } from './Signs';

type Tone = 'plain' | 'on' | 'off' | 'leave';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
  tone?: Tone;
  badge?: number;
  mark?: boolean;
  children: ReactNode;
}

export const BarButton = forwardRef<HTMLButtonElement, ButtonProps>(function BarButton(
  { label, tone = 'plain', badge = 0, mark = false, children, className = '', ...rest },
  ref,
) {
  return (
    <Tooltip label={label} withinPortal={false}>
      <button
        ref={ref}
        type="button"
        className={`${classes.barButton} ${className}`}
        data-tone={tone}
        aria-label={label}
        {...rest}
      >
        {children}
        {badge > 0 && (
          <span className={classes.badge} aria-hidden>
            {badge > 99 ? '99+' : badge}
          </span>
        )}
        {mark && (
          <span className={classes.mark} aria-hidden>
            !
          </span>
        )}
      </button>
    </Tooltip>
  );
});

export type PanelName = 'people' | 'chat';

export interface BarActions {
  toggle: (device: 'microphone' | 'camera') => void;
  share: () => void;
  hand: () => void;
  panel: (name: PanelName) => void;
  leave: () => void;
  end: () => void;
}

interface Props extends MoreProps {
  actions: BarActions;
  open: PanelName | null;
  unread: number;
  reacting: boolean;
  onReacting: (open: boolean) => void;
}

/** The bar beneath the stage; everything of it is within reach of one thumb on a phone. */
export function Bar({ actions, open, unread, reacting, onReacting, ...more }: Props) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const wide = useMediaQuery('(min-width: 900px)', true);
  const medium = useMediaQuery('(min-width: 480px)', true);
  const knocking = isHost(room) ? room.waiting.length : 0;

  const people = (
    <BarButton
      label={t(knocking > 0 ? 'bar.people_waiting' : 'bar.people', {
        count: room.participants.size,
        waiting: knocking,
      })}
      tone={open === 'people' ? 'on' : 'plain'}
      aria-pressed={open === 'people'}
      badge={knocking}
      data-opens="people"
      onClick={() => actions.panel('people')}
    >
      <IconUsers aria-hidden />
    </BarButton>
  );
  const chat = room.room?.chat_enabled !== false && (
    <BarButton
      label={unread > 0 ? t('bar.chat_unread', { count: unread }) : t('bar.chat')}
      tone={open === 'chat' ? 'on' : 'plain'}
      aria-pressed={open === 'chat'}
      badge={unread}
      data-opens="chat"
      onClick={() => actions.panel('chat')}
    >
      <IconMessage aria-hidden />
    </BarButton>
  );

  return (
    <footer className={classes.barPlace}>
      <div className={classes.bar} role="toolbar" aria-label={t('bar.label')} data-room-bar>
        {wide && <Clock />}
        <div className={classes.barMain}>
          <DeviceButton device="microphone" onClick={() => actions.toggle('microphone')} />
          <DeviceButton device="camera" onClick={() => actions.toggle('camera')} />
          {medium && <ShareButton onClick={actions.share} />}
          <HandButton onClick={actions.hand} />
          {medium && <ReactionButton opened={reacting} onChange={onReacting} />}
          {!wide && chat}
          {!wide && medium && people}
          <MoreMenu {...more} compact={!medium} actions={actions} />
          <LeaveButton leave={actions.leave} end={actions.end} />
        </div>
        {wide && (
          <div className={classes.barSide} data-end="true">
            {people}
            {chat}
          </div>
        )}
      </div>
    </footer>
  );
}

function Clock() {
  const { room } = useRoom();
  const now = useNow(5_000);
  return (
    <div className={classes.barSide}>
      <time className={classes.clock}>{formatTime(now)}</time>
      <span className={classes.barTitle}>{room?.title}</span>
      <Signs />
    </div>
  );
}

const GLYPHS = {
  microphone: { on: IconMicrophone, off: IconMicrophoneOff },
  camera: { on: IconVideo, off: IconVideoOff },
} as const;

interface DeviceProps {
  device: 'microphone' | 'camera';
  onClick: () => void;
}

function DeviceButton({ device, onClick }: DeviceProps) {
  const { t } = useTranslation('room');
  const { on, failure, starting } = useStore(useSession().local.store)[device];
  const Glyph = GLYPHS[device][on ? 'on' : 'off'];
  return (
    <BarButton
      label={t(`bar.${device}.${on ? 'off' : 'on'}`)}
      tone={on ? 'plain' : 'off'}
      aria-busy={starting}
      mark={failure !== null}
      onClick={onClick}
      data-device={device}
    >
      <Glyph aria-hidden />
    </BarButton>
  );
}

function ShareButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const sharing = useStore(useSession().local.store).screen !== null;
  const taken = screenOf(room);
  const other = !sharing && taken !== undefined && taken.participant !== room.you;
  const label = sharing ? 'bar.share.stop' : other ? 'bar.share.taken' : 'bar.share.start';
  return (
    <BarButton
      label={t(label)}
      tone={sharing ? 'on' : 'plain'}
      aria-disabled={other}
      onClick={onClick}
    >
      {sharing ? <IconScreenShareOff aria-hidden /> : <IconScreenShare aria-hidden />}
    </BarButton>
  );
}

function HandButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation('room');
  const raised = (you(useRoom())?.hand_at ?? null) !== null;
  return (
    <BarButton
      label={t(raised ? 'bar.hand.lower' : 'bar.hand.raise')}
      tone={raised ? 'on' : 'plain'}
      onClick={onClick}
    >
      <IconHandStop aria-hidden />
    </BarButton>
  );
}

interface ReactionProps {
  opened: boolean;
  onChange: (open: boolean) => void;
}

function ReactionButton({ opened, onChange }: ReactionProps) {
  const { t } = useTranslation('room');
  return (
    <Popover
      opened={opened}
      onChange={onChange}
      position="top"
      withinPortal={false}
      trapFocus
      returnFocus
      withArrow
    >
      <Popover.Target>
        <BarButton
          label={t('bar.reactions')}
          aria-expanded={opened}
          tone={opened ? 'on' : 'plain'}
          onClick={() => onChange(!opened)}
        >
          <IconMoodSmile aria-hidden />
        </BarButton>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label={t('bar.reactions')}>
        <ReactionRow />
      </Popover.Dropdown>
    </Popover>
  );
}

export function ReactionRow() {
  const { t } = useTranslation('room');
  const session = useSession();
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', maxWidth: 360, justifyContent: 'center' }}>
      {REACTIONS.map((emoji) => (
        <button
          key={emoji}
          type="button"
          className={classes.emoji}
          aria-label={t(`reaction.${emoji}`)}
          onClick={() => session.react(emoji)}
        >
          <span aria-hidden>{emoji}</span>
        </button>
      ))}
    </div>
  );
}

function LeaveButton({ leave, end }: { leave: () => void; end: () => void }) {
  const { t } = useTranslation('room');
  const host = you(useRoom())?.role === 'host';
  if (!host) {
    return (
      <BarButton label={t('bar.leave')} tone="leave" onClick={leave}>
        <IconPhoneOff aria-hidden />
      </BarButton>
    );
  }
  return (
    <Menu position="top-end" withinPortal={false} withArrow>
      <Menu.Target>
        <BarButton label={t('bar.leave')} tone="leave">
          <IconPhoneOff aria-hidden />
        </BarButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconDoorExit size={18} aria-hidden />} onClick={leave}>
          {t('bar.leave_only')}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconPhoneOff size={18} aria-hidden />} onClick={end}>
          {t('bar.end')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
