import { Button, Group, Switch, Text, TextInput } from '@mantine/core';
import { IconHandOff, IconMicrophoneOff, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { compareText } from '@/shared/i18n';
import { attempt } from '../errors';
import { useRoom, useSession } from '../hooks';
import type { Participant } from '../protocol';
import { hands, isHost } from '../room-state';
import { PersonRow } from './PersonRow';
import classes from './room.module.css';
import { WaitingList } from './WaitingList';

const SEARCH_FROM = 8;
const RANK = { host: 0, cohost: 1, participant: 2 } as const;

/** Sorted as a Vietnamese list of names is: by the given name, hosts first. */
function sorted(participants: Iterable<Participant>, you: string | null): Participant[] {
  const given = ({ name }: Participant) => name.trim().split(/\s+/).at(-1) ?? '';
  return [...participants].sort(
    (a, b) =>
      Number(b.id === you) - Number(a.id === you) ||
      RANK[a.role] - RANK[b.role] ||
      compareText(given(a), given(b)) ||
      compareText(a.name, b.name),
  );
}

export function PeoplePanel() {
  const { t } = useTranslation('room');
  const session = useSession();
  const room = useRoom();
  const [search, setSearch] = useState('');
  const host = isHost(room);
  const raised = hands(room);
  const people = useMemo(
    () => sorted(room.participants.values(), room.you),
    [room.participants, room.you],
  );
  const wanted = search.trim().toLocaleLowerCase('vi');
  const found = people.filter(({ name, unit }) =>
    `${name} ${unit ?? ''}`.toLocaleLowerCase('vi').includes(wanted),
  );

  return (
    <>
      <section className={classes.scroll} tabIndex={0} aria-label={t('people.title')}>
        {host && room.waiting.length > 0 && <WaitingList />}
        {raised.length > 0 && (
          <section aria-label={t('people.hands', { count: raised.length })}>
            <Group justify="space-between" wrap="nowrap">
              <h3 className={classes.section}>{t('people.hands', { count: raised.length })}</h3>
              {host && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  leftSection={<IconHandOff size={16} aria-hidden />}
                  onClick={() => attempt(session.command('host.lower_hand', { all: true }))}
                >
                  {t('people.lower_all')}
                </Button>
              )}
            </Group>
            <ol className={classes.rows}>
              {raised.map((one, index) => (
                <PersonRow key={one.id} participant={one} place={index + 1} />
              ))}
            </ol>
          </section>
        )}
        <h3 className={classes.section}>{t('people.here', { count: people.length })}</h3>
        {people.length >= SEARCH_FROM && (
          <TextInput
            size="sm"
            mb={4}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            aria-label={t('people.search')}
            placeholder={t('people.search')}
            leftSection={<IconSearch size={16} aria-hidden />}
          />
        )}
        <ul className={classes.rows}>
          {found.map((one) => (
            <PersonRow key={one.id} participant={one} />
          ))}
        </ul>
        {found.length === 0 && <Text size="sm">{t('people.none')}</Text>}
      </section>
      {host && (
        <div className={classes.foot}>
          <Group justify="space-between" gap="sm">
            <Button
              variant="default"
              size="sm"
              leftSection={<IconMicrophoneOff size={18} aria-hidden />}
              onClick={() => attempt(session.command('host.mute_all'))}
            >
              {t('people.mute_all')}
            </Button>
            <Switch
              checked={room.room?.locked ?? false}
              onChange={(event) =>
                attempt(session.command('host.lock', { locked: event.currentTarget.checked }))
              }
              label={t('people.lock')}
            />
          </Group>
        </div>
      )}
    </>
  );
}
