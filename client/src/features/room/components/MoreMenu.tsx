import { Divider, Popover, Text } from '@mantine/core';
import { useFullscreenDocument } from '@mantine/hooks';
import {
  IconActivity,
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconCheck,
  IconDots,
  type Icon,
  IconKeyboard,
  IconLayoutDashboard,
  IconLayoutGrid,
  IconScreenShare,
  IconScreenShareOff,
  IconSettings,
  IconUserScreen,
  IconUsers,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession, useStore } from '../hooks';
import { type BarActions, BarButton, ReactionRow } from './Bar';
import classes from './room.module.css';
import type { LayoutChoice } from './Stage';

export type DialogName = 'settings' | 'stats' | 'shortcuts';

export interface MoreProps {
  layout: LayoutChoice;
  onLayout: (layout: LayoutChoice) => void;
  onDialog: (dialog: DialogName) => void;
}

interface Props extends MoreProps {
  /** On a narrow screen it also holds what the bar has no room for. */
  compact: boolean;
  actions: BarActions;
}

const LAYOUTS: readonly LayoutChoice[] = ['auto', 'grid', 'speaker'];
const LAYOUT_ICONS: Record<LayoutChoice, Icon> = {
  auto: IconLayoutDashboard,
  grid: IconLayoutGrid,
  speaker: IconUserScreen,
};

/** Everything that is not needed every minute. */
export function MoreMenu({ layout, onLayout, onDialog, compact, actions }: Props) {
  const { t } = useTranslation('room');
  const [opened, setOpened] = useState(false);
  const { fullscreen, toggle } = useFullscreenDocument();
  const sharing = useStore(useSession().local.store).screen !== null;
  const closing = (act: () => void) => () => {
    setOpened(false);
    act();
  };

  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="top"
      width={280}
      withinPortal={false}
      withArrow
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <BarButton
          label={t('bar.more')}
          tone={opened ? 'on' : 'plain'}
          onClick={() => setOpened(!opened)}
        >
          <IconDots aria-hidden />
        </BarButton>
      </Popover.Target>
      <Popover.Dropdown p={6} data-more>
        {compact && (
          <>
            <ReactionRow />
            <Item
              icon={IconUsers}
              label={t('people.title')}
              onClick={closing(() => actions.panel('people'))}
            />
            <Item
              icon={sharing ? IconScreenShareOff : IconScreenShare}
              label={t(sharing ? 'bar.share.stop' : 'bar.share.start')}
              onClick={closing(actions.share)}
            />
            <Divider my={4} />
          </>
        )}
        <Text size="xs" c="dimmed" fw={600} px={10} py={4} id="room-layout">
          {t('layout.label')}
        </Text>
        <div role="group" aria-labelledby="room-layout">
          {LAYOUTS.map((choice) => (
            <Item
              key={choice}
              icon={LAYOUT_ICONS[choice]}
              label={t(`layout.${choice}`)}
              chosen={layout === choice}
              onClick={closing(() => onLayout(choice))}
            />
          ))}
        </div>
        <Divider my={4} />
        <Item
          icon={IconSettings}
          label={t('settings.title')}
          onClick={closing(() => onDialog('settings'))}
        />
        <Item
          icon={fullscreen ? IconArrowsMinimize : IconArrowsMaximize}
          label={t(fullscreen ? 'bar.fullscreen.leave' : 'bar.fullscreen.enter')}
          onClick={closing(() => void toggle())}
        />
        <Item
          icon={IconActivity}
          label={t('stats.title')}
          onClick={closing(() => onDialog('stats'))}
        />
        <Item
          icon={IconKeyboard}
          label={t('shortcuts.title')}
          onClick={closing(() => onDialog('shortcuts'))}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

interface ItemProps {
  icon: Icon;
  label: string;
  onClick: () => void;
  /** Of several of which one holds: whether it is this one. */
  chosen?: boolean;
}

function Item({ icon: Glyph, label, onClick, chosen }: ItemProps) {
  return (
    <button
      type="button"
      className={classes.item}
      onClick={onClick}
      {...(chosen === undefined ? {} : { 'aria-pressed': chosen })}
    >
      <Glyph size={18} aria-hidden />
      <span>{label}</span>
      {chosen && <IconCheck size={16} aria-hidden />}
    </button>
  );
}
