import {
  Anchor,
  Badge,
  Button,
  Group,
  Menu,
  Paper,
  Stack,
  Table,
  Text,
  Title,
} from '@mantine/core';
import { IconArrowsMove, IconChevronDown, IconPencil, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnitDetail } from '@/shared/api';
import { formatCivilDate, formatNumber } from '@/shared/i18n';
import { PersonAvatar } from '@/shared/ui';
import { Span } from '../Span';
import { CloseUnitDialog } from './CloseUnitDialog';
import { MoveUnitDialog } from './MoveUnitDialog';
import { RenameUnitDialog } from './RenameUnitDialog';

type Dialog = 'rename' | 'move' | 'close';

interface Props {
  unit: UnitDetail;
  onOpen: (id: string) => void;
}

export function UnitDetails({ unit, onOpen }: Props) {
  const { t } = useTranslation('admin');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => setDialog(null);
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="unit-name">
      <Stack gap="lg">
        <Group justify="space-between" align="flex-start">
          <div style={{ flex: '1 1 16rem' }}>
            <Text size="sm" c="dimmed">
              {unit.path.filter((name) => name !== unit.name).join(' › ')}
            </Text>
            <Title order={2} id="unit-name">
              {unit.name}
            </Title>
            <Group gap="xs" mt={6}>
              <Badge variant="light" tt="none">
                {t(`kind.${unit.subkind ?? unit.kind}`)}
              </Badge>
              <Badge variant="outline" tt="none">
                {t('units.code')}: {unit.code}
              </Badge>
              <Badge variant="light" color="green" tt="none">
                {t('units.staff', { count: unit.staff_count })}
              </Badge>
            </Group>
          </div>
          {unit.rights.includes('units.manage') && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
                  {t('units.actions')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  leftSection={<IconPencil size={18} aria-hidden />}
                  onClick={() => setDialog('rename')}
                >
                  {t('units.rename')}
                </Menu.Item>
                <Menu.Item
                  leftSection={<IconArrowsMove size={18} aria-hidden />}
                  onClick={() => setDialog('move')}
                >
                  {t('units.move')}
                </Menu.Item>
                <Menu.Item
                  color="red"
                  leftSection={<IconX size={18} aria-hidden />}
                  onClick={() => setDialog('close')}
                >
                  {t('units.close')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </Group>
        <Text size="sm">
          <Span from={unit.valid_from} to={unit.valid_to} />
        </Text>
        {unit.heads.length > 0 && (
          <section aria-labelledby="unit-heads">
            <Title order={3} id="unit-heads" mb="xs">
              {t('units.heads')}
            </Title>
            {unit.heads.map(({ id, name, title }) => (
              <Group key={id} gap="sm" mb={6}>
                <PersonAvatar name={name} size="sm" />
                <Text size="sm">
                  <b>{name}</b>
                  {title && `, ${title}`}
                </Text>
              </Group>
            ))}
          </section>
        )}
        <Edges unit={unit} onOpen={onOpen} />
        {unit.names.length > 1 && (
          <section aria-labelledby="unit-names">
            <Title order={3} id="unit-names" mb="xs">
              {t('units.names')}
            </Title>
            {unit.names.map(({ name, valid_from, valid_to }) => (
              <Text size="sm" key={valid_from}>
                {name}: <Span from={valid_from} to={valid_to} />
              </Text>
            ))}
          </section>
        )}
        {unit.valid_to && (
          <section aria-labelledby="unit-closed">
            <Title order={3} id="unit-closed" mb="xs">
              {t('units.closed')}
            </Title>
            <Text size="sm">
              {t('units.closed.on', { date: formatCivilDate(unit.valid_to) })}
              {unit.closing_basis && ` · ${unit.closing_basis}`}
            </Text>
            {unit.successors.map(({ unit_id, name, share }) => (
              <Text size="sm" key={unit_id}>
                <Anchor component="button" type="button" onClick={() => onOpen(unit_id)}>
                  {name}
                </Anchor>{' '}
                ({t('units.share', { share: shareText(share) })})
              </Text>
            ))}
          </section>
        )}
      </Stack>
      <RenameUnitDialog
        key={`${unit.name}|${unit.code}`}
        unit={unit}
        opened={dialog === 'rename'}
        onClose={close}
      />
      <MoveUnitDialog unit={unit} opened={dialog === 'move'} onClose={close} />
      <CloseUnitDialog unit={unit} opened={dialog === 'close'} onClose={close} />
    </Paper>
  );
}

/** "1/3" stays as it is; "0.25" reads as 25 %. */
function shareText(share: string): string {
  const part = Number(share);
  return Number.isNaN(part)
    ? share
    : formatNumber(part, { style: 'percent', maximumFractionDigits: 2 });
}

function Edges({ unit, onOpen }: Props) {
  const { t } = useTranslation('admin');
  if (unit.edges.length === 0) return null;
  return (
    <section aria-labelledby="unit-edges">
      <Title order={3} id="unit-edges" mb="xs">
        {t('units.superiors')}
      </Title>
      <Table.ScrollContainer
        minWidth={280}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-labelledby': 'unit-edges' } }}
      >
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('units.hierarchy')}</Table.Th>
              <Table.Th>{t('units.parent')}</Table.Th>
              <Table.Th>{t('span')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {unit.edges.map(({ hierarchy, parent_id, parent_name, valid_from, valid_to }) => (
              <Table.Tr key={`${hierarchy}|${valid_from}`}>
                <Table.Td>{t(`hierarchy.${hierarchy}`)}</Table.Td>
                <Table.Td>
                  <Anchor
                    component="button"
                    type="button"
                    size="sm"
                    ta="start"
                    onClick={() => onOpen(parent_id)}
                  >
                    {parent_name}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <Span from={valid_from} to={valid_to} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}
