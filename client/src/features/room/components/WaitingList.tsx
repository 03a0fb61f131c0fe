import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { attempt } from '../errors';
import { useRoom, useSession } from '../hooks';
import type { Waiting } from '../protocol';
import { SmallFace } from './PersonRow';
import { ReasonDialog } from './ReasonDialog';
import classes from './room.module.css';

/** Those in the lobby; for hosts, on top of everybody else. */
export function WaitingList() {
  const { t } = useTranslation('room');
  const session = useSession();
  const { waiting } = useRoom();
  const [refusing, setRefusing] = useState<Waiting | null>(null);
  const admit = (body: object) => attempt(session.command('host.admit', body));

  return (
    <section aria-label={t('waiting.title', { count: waiting.length })} data-waiting-list>
      <Group justify="space-between" wrap="nowrap">
        <h3 className={classes.section}>{t('waiting.title', { count: waiting.length })}</h3>
        {waiting.length > 1 && (
          <Button size="compact-sm" onClick={() => admit({ all: true })}>
            {t('waiting.admit_all')}
          </Button>
        )}
      </Group>
      <ul className={classes.rows}>
        {waiting.map((one) => (
          <li key={one.id} className={classes.row} style={{ flexWrap: 'wrap' }}>
            <SmallFace name={one.name} />
            <div className={classes.rowText}>
              <Text size="sm" fw={600}>
                {one.name}
              </Text>
              <Text size="xs" c="dimmed">
                {one.kind === 'member' ? (one.unit ?? '') : t(`kind.${one.kind}`)}
              </Text>
            </div>
            <Group gap={6} wrap="nowrap">
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t('waiting.refuse_name', { name: one.name })}
                onClick={() => setRefusing(one)}
              >
                {t('waiting.refuse')}
              </Button>
              <Button
                size="compact-sm"
                aria-label={t('waiting.admit_name', { name: one.name })}
                onClick={() => admit({ waiting: [one.id] })}
              >
                {t('waiting.admit')}
              </Button>
            </Group>
          </li>
        ))}
      </ul>
      <ReasonDialog
        opened={refusing !== null}
        title={t('waiting.refuse_title', { name: refusing?.name ?? '' })}
        text={t('waiting.refuse_text')}
        confirm={t('waiting.refuse')}
        onClose={() => setRefusing(null)}
        onConfirm={(reason) =>
          attempt(
            session.command('host.refuse', {
              waiting: refusing?.id,
              ...(reason ? { reason } : {}),
            }),
          )
        }
      />
    </section>
  );
}
