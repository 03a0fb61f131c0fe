import {
  Badge,
  Box,
  Button,
  Paper,
  Select,
  Stack,
  Switch,
  Table,
  Text,
  VisuallyHidden,
} from '@mantine/core';
import { IconShieldOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '@/features/session';
import type { Grant, RoleName } from '@/shared/api';
import { PersonPicker, type Picked, UnitPicker } from '@/shared/directory';
import { civilDate } from '@/shared/i18n';
import { EmptyState, LoadingSkeleton, PagedView } from '@/shared/ui';
import { useGrantPages } from '../../api/roles';
import classes from '../admin.module.css';
import { Span } from '../Span';
import { EndGrantDialog } from './EndGrantDialog';

export const ROLES: RoleName[] = ['head', 'deputy', 'trainer', 'hr', 'administrator'];

export function GrantList() {
  const { t } = useTranslation('admin');
  const [person, setPerson] = useState<Picked | null>(null);
  const [unit, setUnit] = useState<Picked | null>(null);
  const [role, setRole] = useState<RoleName | null>(null);
  const [current, setCurrent] = useState(true);
  const [ending, setEnding] = useState<Grant | null>(null);
  const filter = useMemo(
    () => ({
      ...(person && { person: person.id }),
      ...(unit && { unit: unit.id }),
      ...(role && { role }),
      ...(current && { current }),
    }),
    [person, unit, role, current],
  );
  const pages = useGrantPages(filter);

  return (
    <Stack gap="lg">
      <Box className={classes.filters}>
        <PersonPicker
          label={t('roles.person')}
          placeholder={t('roles.any')}
          value={person}
          onChange={setPerson}
          clearable
        />
        <UnitPicker
          label={t('roles.unit')}
          placeholder={t('roles.any')}
          value={unit}
          onChange={setUnit}
          clearable
        />
        <Select
          label={t('roles.role')}
          placeholder={t('roles.any')}
          clearable
          value={role}
          onChange={(value) => setRole(value as RoleName | null)}
          data={ROLES.map((value) => ({ value, label: t(`shared:role.${value}`) }))}
        />
        <Switch
          className={classes.fit}
          label={t('roles.current')}
          checked={current}
          onChange={(event) => setCurrent(event.currentTarget.checked)}
          mb={8}
        />
      </Box>
      <PagedView
        query={pages}
        loading={<LoadingSkeleton rows={6} height={48} />}
        empty={
          <EmptyState icon={IconShieldOff} title={t('roles.none')}>
            {t('roles.none.text')}
          </EmptyState>
        }
      >
        {(grants) => <GrantTable grants={grants} onEnd={setEnding} />}
      </PagedView>
      <EndGrantDialog key={ending?.id} grant={ending} onClose={() => setEnding(null)} />
    </Stack>
  );
}

function GrantTable({ grants, onEnd }: { grants: Grant[]; onEnd: (grant: Grant) => void }) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const mayGive = useMay('roles.manage');
  const today = civilDate();
  return (
    <Paper withBorder>
      <Table.ScrollContainer
        className={classes.wide}
        minWidth="var(--wide)"
        scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': t('roles.tab.grants') } }}
      >
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('roles.person')}</Table.Th>
              <Table.Th visibleFrom="sm">{t('roles.role')}</Table.Th>
              <Table.Th visibleFrom="sm">{t('roles.unit')}</Table.Th>
              <Table.Th visibleFrom="sm">{t('span')}</Table.Th>
              <Table.Th visibleFrom="sm">{t('basis')}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{t('actions')}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {grants.map((grant) => {
              const over = grant.valid_to !== null && grant.valid_to < today;
              const mine = grant.delegated_by?.id === me?.id;
              const role = (
                <Badge
                  variant="light"
                  tt="none"
                  miw="max-content"
                  color={over ? 'gray' : undefined}
                >
                  {t(`shared:role.${grant.role}`)}
                </Badge>
              );
              const basis = (
                <>
                  {grant.basis}
                  {grant.delegated_by && (
                    <Text size="xs" c="dimmed">
                      {t('roles.delegated_by', { name: grant.delegated_by.name })}
                    </Text>
                  )}
                </>
              );
              return (
                <Table.Tr key={grant.id}>
                  <Table.Td>
                    <Text size="sm" fw={600}>
                      {grant.person.name}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {grant.person.title}
                    </Text>
                    <Stack gap={4} mt={6} hiddenFrom="sm" align="flex-start">
                      {role}
                      <Text size="sm">{grant.unit.name}</Text>
                      <Text size="sm">
                        <Span from={grant.valid_from} to={grant.valid_to} />
                      </Text>
                      <Text size="xs" component="div">
                        {basis}
                      </Text>
                    </Stack>
                  </Table.Td>
                  <Table.Td visibleFrom="sm">{role}</Table.Td>
                  <Table.Td visibleFrom="sm">{grant.unit.name}</Table.Td>
                  <Table.Td visibleFrom="sm">
                    <Span from={grant.valid_from} to={grant.valid_to} />
                  </Table.Td>
                  <Table.Td visibleFrom="sm">{basis}</Table.Td>
                  <Table.Td>
                    {!over && (mayGive || mine) && (
                      <Button
                        variant="subtle"
                        color="red"
                        size="compact-sm"
                        aria-label={t('roles.end.named', { name: grant.person.name })}
                        onClick={() => onEnd(grant)}
                      >
                        {t('roles.end')}
                      </Button>
                    )}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
