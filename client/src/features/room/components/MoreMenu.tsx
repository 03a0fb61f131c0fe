import { Menu } from '@mantine/core';
import {
  IconActivity,
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconCheck,
  IconDots,
  IconKeyboard,
  IconLayoutGrid,
  IconScreenShare,
  IconScreenShareOff,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react';
import { useFullscreenDocument } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useSession, useStore } from '../hooks';
import { type BarActions, BarButton, ReactionRow } from './Bar';
import type { LayoutChoice } from './Stage';

export type DialogName = 'settings' | 'stats' | 'shortcuts';

export interface MoreProps {
  layout: LayoutChoice;
  onLayout: (layout: LayoutChoice) => void;
  onDialog: (dialog: DialogName) => void;
}

interface Props extends MoreProps {
  /** On a narrow screen the menu also holds what the bar has no room for. */
  compact: boolean;
  actions: BarActions;
}

const LAYOUTS: readonly LayoutChoice[] = ['auto', 'grid', 'speaker'];

export function MoreMenu({ layout, onLayout, onDialog, compact, actions }: Props) {
  const { t } = useTranslation('room');
  const { fullscreen, toggle } = useFullscreenDocument();
  const sharing = useStore(useSession().local.store).screen !== null;
  return (
    <Menu position="top" withArrow width={280}>
      <Menu.Target>
        <BarButton label={t('bar.more')}>
          <IconDots aria-hidden />
        </BarButton>
      </Menu.Target>
      <Menu.Dropdown>
        {compact && (
          <>
            <ReactionRow />
            <Menu.Item
              leftSection={<IconUsers size={18} aria-hidden />}
              onClick={() => actions.panel('people')}
            >
              {t('people.title')}
            </Menu.Item>
            <Menu.Item
              leftSection={
                sharing ? (
                  <IconScreenShareOff size={18} aria-hidden />
                ) : (
                  <IconScreenShare size={18} aria-hidden />
                )
              }
              onClick={actions.share}
            >
              {t(sharing ? 'bar.share.stop' : 'bar.share.start')}
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Label>{t('layout.label')}</Menu.Label>
        {LAYOUTS.map((choice) => (
          <Menu.Item
            key={choice}
            role="menuitemradio"
            aria-checked={layout === choice}
            leftSection={<IconLayoutGrid size={18} aria-hidden />}
            rightSection={layout === choice ? <IconCheck size={16} aria-hidden /> : null}
            onClick={() => onLayout(choice)}
          >
            {t(`layout.${choice}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconSettings size={18} aria-hidden />}
          onClick={() => onDialog('settings')}
        >
          {t('settings.title')}
        </Menu.Item>
        <Menu.Item
          leftSection={
            fullscreen ? (
              <IconArrowsMinimize size={18} aria-hidden />
            ) : (
              <IconArrowsMaximize size={18} aria-hidden />
            )
          }
          onClick={() => void toggle()}
        >
          {t(fullscreen ? 'bar.fullscreen.leave' : 'bar.fullscreen.enter')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconActivity size={18} aria-hidden />}
          onClick={() => onDialog('stats')}
        >
          {t('stats.title')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard size={18} aria-hidden />}
          onClick={() => onDialog('shortcuts')}
        >
          {t('shortcuts.title')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
