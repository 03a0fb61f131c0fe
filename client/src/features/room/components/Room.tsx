import { Button, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconUsers } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog';
import { useDocumentTitle } from '@/shared/hooks/useDocumentTitle';
import { announce } from '@/shared/ui';
import { attempt } from '../errors';
import { useRoom, useSession, useStore } from '../hooks';
import { savePreferences } from '../preferences';
import { screenOf, you } from '../room-state';
import type { Action } from '../shortcuts';
import { tell } from '../tell';
import { AudioSinks } from './AudioSinks';
import { Banner } from './Banner';
import { Bar, type PanelName } from './Bar';
import { ChatPanel } from './ChatPanel';
import type { DialogName } from './MoreMenu';
import { Panel } from './Panel';
import { PeoplePanel } from './PeoplePanel';
import classes from './room.module.css';
import { Signs } from './Signs';
import { SettingsDialog } from './SettingsDialog';
import { ShortcutsDialog } from './ShortcutsDialog';
import { type LayoutChoice, Stage } from './Stage';
import { StatsDialog } from './StatsDialog';
import { usePushToTalk, useShortcuts } from './useShortcuts';

/** The meeting itself: stage, one panel, the bar. */
export function Room() {
  const { t } = useTranslation('room');
  const session = useSession();
  const room = useRoom();
  const [panel, setPanel] = useState<PanelName | null>(null);
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [layout, setLayout] = useState<LayoutChoice>('auto');
  const [pinned, setPinned] = useState<string | null>(null);
  const [reacting, setReacting] = useState(false);
  const [ending, setEnding] = useState(false);
  const unread = useUnread(panel === 'chat');
  useDocumentTitle(room.room?.title ?? '');
  useNotices(panel);
  usePushToTalk(session.local);
  useDeviceAnnouncements();

  const toggle = useToggle();
  const share = useShare();
  const hand = () => {
    const raised = you(room)?.hand_at != null;
    attempt(session.command('hand', { raised: !raised }));
  };
  const showPanel = useCallback(
    (name: PanelName) => setPanel((open) => (open === name ? null : name)),
    [],
  );
  const closePanel = () => {
    // Back to where the panel was opened from.
    document.querySelector<HTMLElement>(`[data-opens=${panel}]`)?.focus();
    setPanel(null);
  };

  useShortcuts((action: Action) => {
    if (action === 'microphone' || action === 'camera') toggle(action);
    else if (action === 'hand') hand();
    else if (action === 'chat' || action === 'people') showPanel(action);
    else if (action === 'reactions') setReacting((open) => !open);
    else if (action === 'bar') focusBar();
    else if (action === 'help') setDialog('shortcuts');
    else if (panel) closePanel();
  });

  return (
    <div className={classes.room} data-room>
      <Banner />
      <main className={classes.stage}>
        <Top onPeople={() => showPanel('people')} />
        <Stage layout={layout} pinned={pinned} onPin={setPinned} />
      </main>
      {panel && (
        <Panel
          key={panel}
          title={
            panel === 'people'
              ? t('people.title_count', { count: room.participants.size })
              : t('chat.title')
          }
          onClose={closePanel}
        >
          {panel === 'people' ? <PeoplePanel /> : <ChatPanel />}
        </Panel>
      )}
      <Bar
        actions={{
          toggle,
          share,
          hand,
          panel: showPanel,
          leave: () => void session.leave(),
          end: () => setEnding(true),
        }}
        open={panel}
        unread={unread}
        reacting={reacting}
        onReacting={setReacting}
        layout={layout}
        onLayout={(choice) => {
          setLayout(choice);
          setPinned(null);
        }}
        onDialog={setDialog}
      />
      <AudioSinks />
      <SettingsDialog opened={dialog === 'settings'} onClose={() => setDialog(null)} />
      <StatsDialog opened={dialog === 'stats'} onClose={() => setDialog(null)} />
      <ShortcutsDialog opened={dialog === 'shortcuts'} onClose={() => setDialog(null)} />
      <EndDialog opened={ending} onClose={() => setEnding(false)} />
    </div>
  );
}

function focusBar(): void {
  document.querySelector<HTMLElement>('[data-room-bar] button')?.focus();
}

/** The name of the meeting and what holds for all; a wide screen has them in the bar. */
function Top({ onPeople }: { onPeople: () => void }) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const wide = useMediaQuery('(min-width: 900px)', true);
  if (wide) {
    return (
      <VisuallyHidden>
        <h1>{room.room?.title}</h1>
      </VisuallyHidden>
    );
  }
  return (
    <div className={classes.top}>
      <h1 className={classes.topTitle}>{room.room?.title}</h1>
      <Signs />
      <button
        type="button"
        className={classes.chip}
        style={{ border: 0, cursor: 'pointer', minHeight: 32 }}
        aria-label={t('top.people', { count: room.participants.size })}
        onClick={onPeople}
      >
        <IconUsers size={15} aria-hidden />
        {room.participants.size}
      </button>
    </div>
  );
}

/** Messages of others since the chat was last in sight. */
function useUnread(open: boolean): number {
  const { chat } = useRoom();
  const newest = chat.messages.at(-1)?.id ?? null;
  const [seen, setSeen] = useState<string | null>(newest);
  useEffect(() => {
    if (open) setSeen(newest);
  }, [open, newest]);
  if (open) return 0;
  const from = chat.messages.findIndex(({ id }) => id === seen);
  return chat.messages.slice(from + 1).filter(({ mine }) => !mine).length;
}

function useNotices(panel: PanelName | null): void {
  const { t } = useTranslation('room');
  const session = useSession();
  useEffect(
    () =>
      session.onNotice(({ key, values, show, urgent }) => {
        // Who reads the chat hears the message from its list.
        if (key === 'notice.chat' && panel === 'chat') return;
        const text = t(key, values);
        announce(text, urgent ? 'assertive' : 'polite');
        if (show) tell(text);
      }),
    [session, t, panel],
  );
}

/** Says that the microphone or camera is on or off, whoever switched it. */
function useDeviceAnnouncements(): void {
  const { microphone, camera } = useStore(useSession().local.store);
  useSaid('microphone', microphone.on);
  useSaid('camera', camera.on);
}

function useSaid(device: 'microphone' | 'camera', on: boolean): void {
  const { t } = useTranslation('room');
  const before = useRef(on);
  useEffect(() => {
    if (before.current === on) return;
    before.current = on;
    announce(t(`said.${device}_${on ? 'on' : 'off'}`));
  }, [device, on, t]);
}

function useToggle(): (device: 'microphone' | 'camera') => void {
  const { t } = useTranslation('room');
  const { local } = useSession();
  return useCallback(
    (device) => {
      const on = !local.isOn(device);
      savePreferences({ [device]: on });
      void local.turn(device, on).then(() => {
        const { failure } = local.store.get()[device];
        if (!failure) return;
        tell(t(`failure.${failure}.advice`), {
          title: t(`failure.${device}.${failure}`),
          tone: 'warning',
        });
      });
    },
    [local, t],
  );
}

function useShare(): () => void {
  const { t } = useTranslation('room');
  const { local, state } = useSession();
  return useCallback(() => {
    if (local.store.get().screen) {
      local.stopScreen();
      return;
    }
    const other = screenOf(state.get());
    if (other && other.participant !== state.get().you) {
      tell(t('notice.screen_taken'), { tone: 'warning' });
      return;
    }
    local.shareScreen().catch(() => {
      tell(t('notice.screen_failed'), { tone: 'warning' });
    });
  }, [local, state, t]);
}

function EndDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(['room', 'shared']);
  const session = useSession();
  return (
    <Dialog opened={opened} onClose={onClose} title={t('end.title')}>
      <Stack>
        <Text size="sm">{t('end.text')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('shared:action.cancel')}
          </Button>
          <Button color="red" onClick={() => attempt(session.end())} data-autofocus>
            {t('bar.end')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
