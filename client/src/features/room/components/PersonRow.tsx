import { ActionIcon, Menu, Text } from '@mantine/core';
import {
  IconCrown,
  IconDotsVertical,
  IconHandOff,
  IconHandStop,
  IconMicrophone,
  IconMicrophoneOff,
  IconScreenShareOff,
  IconUserMinus,
  IconUserShield,
  IconUserX,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { attempt } from '../errors';
import { useRoom, useSession } from '../hooks';
import type { Participant } from '../protocol';
import { isHost, you } from '../room-state';
import { faceOf } from './names';
import { QualityBars } from './QualityBars';
import { ReasonDialog } from './ReasonDialog';
import classes from './room.module.css';

interface Props {
  participant: Participant;
  /** The place in the queue of hands; without it the row stands in the list of all. */
  place?: number;
}

export function SmallFace({ name }: { name: string }) {
  const { letters, colour } = faceOf(name);
  return (
    <div
      aria-hidden
      style={{
        display: 'grid',
        placeItems: 'center',
        flex: 'none',
        width: 36,
        height: 36,
        borderRadius: '50%',
        background: colour,
        color: '#fff',
        fontSize: 13,
        fontWeight: 600,
      }}
    >
      {letters}
    </div>
  );
}

export function PersonRow({ participant, place }: Props) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const self = participant.id === room.you;
  const controls = isHost(room) && !self;
  return (
    <li className={classes.row}>
      {place !== undefined && (
        <Text fw={700} w={20} ta="center" aria-hidden>
          {place}
        </Text>
      )}
      <SmallFace name={participant.name} />
      <div className={classes.rowText}>
        <Text size="sm" fw={600}>
          {self ? t('tile.self', { name: participant.name }) : participant.name}
        </Text>
        <Detail participant={participant} />
      </div>
      <QualityBars score={participant.quality} onLight />
      {place === undefined && <DeviceSigns participant={participant} />}
      {controls && <HostMenu participant={participant} />}
    </li>
  );
}

function Detail({ participant }: { participant: Participant }) {
  const { t } = useTranslation('room');
  const parts = [
    participant.connection === 'reconnecting' ? t('tile.away') : null,
    participant.role === 'participant' ? null : t(`role.${participant.role}`),
    participant.kind === 'member' ? participant.unit : t(`kind.${participant.kind}`),
  ].filter((part) => part !== null && part !== '');
  if (parts.length === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      {parts.join(' · ')}
    </Text>
  );
}

function DeviceSigns({ participant }: { participant: Participant }) {
  const { t } = useTranslation('room');
  const { microphone, camera, hand_at } = participant;
  return (
    <>
      {hand_at !== null && (
        <IconHandStop size={18} role="img" aria-label={t('people.hand_raised')} />
      )}
      {microphone ? (
        <IconMicrophone size={18} role="img" aria-label={t('people.microphone_on')} />
      ) : (
        <IconMicrophoneOff size={18} role="img" aria-label={t('people.microphone_off')} />
      )}
      {camera ? (
        <IconVideo size={18} role="img" aria-label={t('people.camera_on')} />
      ) : (
        <IconVideoOff size={18} role="img" aria-label={t('people.camera_off')} />
      )}
    </>
  );
}

function HostMenu({ participant }: { participant: Participant }) {
  const { t } = useTranslation('room');
  const session = useSession();
  const [removing, setRemoving] = useState(false);
  const owner = you(useRoom())?.role === 'host';
  const { id, name } = participant;
  const send =
    (command: string, body: object = {}) =>
    () =>
      attempt(session.command(command, { participant: id, ...body }));
  const item = (key: string, icon: ReactNode, onClick: () => void, color?: string) => (
    <Menu.Item key={key} leftSection={icon} onClick={onClick} {...(color ? { color } : {})}>
      {t(`host.${key}`)}
    </Menu.Item>
  );

  return (
    <>
      <Menu position="bottom-end" floatingStrategy="fixed" withArrow>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('host.menu', { name })}>
            <IconDotsVertical size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {participant.microphone &&
            item(
              'mute_microphone',
              <IconMicrophoneOff size={18} aria-hidden />,
              send('host.mute', { source: 'microphone' }),
            )}
          {participant.camera &&
            item(
              'mute_camera',
              <IconVideoOff size={18} aria-hidden />,
              send('host.mute', { source: 'camera' }),
            )}
          {participant.screen &&
            item(
              'stop_screen',
              <IconScreenShareOff size={18} aria-hidden />,
              send('host.mute', { source: 'screen' }),
            )}
          {participant.hand_at !== null &&
            item('lower_hand', <IconHandOff size={18} aria-hidden />, send('host.lower_hand'))}
          {owner &&
            participant.role === 'participant' &&
            participant.kind !== 'device' &&
            item(
              'make_cohost',
              <IconUserShield size={18} aria-hidden />,
              send('host.role', { role: 'cohost' }),
            )}
          {owner &&
            participant.role === 'cohost' &&
            item(
              'unmake_cohost',
              <IconUserMinus size={18} aria-hidden />,
              send('host.role', { role: 'participant' }),
            )}
          {owner &&
            participant.kind === 'member' &&
            item('hand_over', <IconCrown size={18} aria-hidden />, send('host.hand_over'))}
          {participant.role !== 'host' &&
            item('remove', <IconUserX size={18} aria-hidden />, () => setRemoving(true), 'red')}
        </Menu.Dropdown>
      </Menu>
      <ReasonDialog
        opened={removing}
        title={t('host.remove_title', { name })}
        text={t('host.remove_text')}
        confirm={t('host.remove')}
        onClose={() => setRemoving(false)}
        onConfirm={(reason) => send('host.remove', reason ? { reason } : {})()}
      />
    </>
  );
}
