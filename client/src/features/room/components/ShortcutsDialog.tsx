import { Kbd, Table, Text } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog';
import { useStore } from '../hooks';
import { preferences } from '../preferences';
import { SHORTCUTS } from '../shortcuts';

export function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('room');
  const { singleKeys, pushToTalk } = useStore(preferences);
  return (
    <Dialog opened={opened} onClose={onClose} title={t('shortcuts.title')}>
      <Table>
        <Table.Tbody>
          {SHORTCUTS.map(({ action, keys, single }) => (
            <Table.Tr key={action}>
              <Table.Th scope="row" fw={500}>
                {t(`shortcuts.${action}`)}
              </Table.Th>
              <Table.Td>
                {keys.map((key, index) => (
                  <Fragment key={key}>
                    {index > 0 && ' + '}
                    <Kbd>{key}</Kbd>
                  </Fragment>
                ))}
                {singleKeys && single && (
                  <>
                    {` ${t('shortcuts.or')} `}
                    <Kbd>{single}</Kbd>
                  </>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
          {pushToTalk && (
            <Table.Tr>
              <Table.Th scope="row" fw={500}>
                {t('shortcuts.push_to_talk')}
              </Table.Th>
              <Table.Td>
                <Kbd>{t('shortcuts.space')}</Kbd>
              </Table.Td>
            </Table.Tr>
          )}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" mt="sm">
        {t('shortcuts.hint')}
      </Text>
    </Dialog>
  );
}
