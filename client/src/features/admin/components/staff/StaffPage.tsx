import {
  Badge,
  Box,
  Button,
  Paper,
  SegmentedControl,
  Table,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Staff } from '@/shared/api';
import { type Picked, UnitPicker, unitText } from '@/shared/directory';
import { civilDate } from '@/shared/i18n';
import { EmptyState, LoadingSkeleton, PagedView, PageHeader, PersonAvatar } from '@/shared/ui';
import { useStaffPages } from '../../api/staff';
import { mainPosition } from '../../positions';
import admin from '../admin.module.css';
import { CreateStaffDialog } from './CreateStaffDialog';
import { StaffDrawer } from './StaffDrawer';
import classes from './staff.module.css';

const SEARCH_DELAY_MS = 250;
const ACTIVE = { active: true, inactive: false, all: undefined } as const;

export function StaffPage() {
  const { t } = useTranslation('admin');
  const { nguoi } = useSearch({ from: '/shell/quan-tri/nhan-su' });
  const navigate = useNavigate({ from: '/quan-tri/nhan-su' });
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), SEARCH_DELAY_MS);
  const [unit, setUnit] = useState<Picked | null>(null);
  const [activity, setActivity] = useState<keyof typeof ACTIVE>('active');
  const [creating, setCreating] = useState(false);
  const filter = useMemo(
    () => ({
      ...(q && { q }),
      ...(unit && { unit: unit.id }),
      ...(ACTIVE[activity] !== undefined && { active: ACTIVE[activity] }),
    }),
    [q, unit, activity],
  );
  const pages = useStaffPages(filter);
  const open = (id: string | undefined) =>
    void navigate({ search: { nguoi: id }, replace: true, resetScroll: false });

  return (
    <>
      <PageHeader
        title={t('staff.title')}
        description={t('staff.lead')}
        actions={
          <Button
            leftSection={<IconUserPlus size={18} aria-hidden />}
            onClick={() => setCreating(true)}
          >
            {t('staff.create')}
          </Button>
        }
      />
      <Box className={admin.filters} mb="lg">
        <TextInput
          type="search"
          label={t('staff.search')}
          placeholder={t('staff.search.example')}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <UnitPicker
          label={t('staff.unit')}
          placeholder={t('staff.unit.any')}
          value={unit}
          onChange={setUnit}
          clearable
        />
        <SegmentedControl
          className={admin.fit}
          aria-label={t('staff.activity')}
          value={activity}
          onChange={(value) => setActivity(value as keyof typeof ACTIVE)}
          data={[
            { value: 'active', label: t('staff.active') },
            { value: 'inactive', label: t('staff.inactive') },
            { value: 'all', label: t('staff.all') },
          ]}
        />
      </Box>
      <PagedView
        query={pages}
        loading={<LoadingSkeleton rows={8} height={52} />}
        empty={
          <EmptyState icon={IconUsers} title={t('staff.nobody')}>
            {t('staff.nobody.text')}
          </EmptyState>
        }
      >
        {(people) => <StaffTable people={people} onOpen={open} />}
      </PagedView>
      <CreateStaffDialog
        opened={creating}
        onClose={() => setCreating(false)}
        onCreated={(person) => open(person.id)}
      />
      <StaffDrawer id={nguoi} onClose={() => open(undefined)} />
    </>
  );
}

function StaffTable({ people, onOpen }: { people: Staff[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation('admin');
  const today = civilDate();
  return (
    <Paper withBorder>
      <Table className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('staff.name')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('staff.position')}</Table.Th>
            <Table.Th visibleFrom="md">{t('staff.login')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('staff.state')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {people.map((person) => {
            const main = mainPosition(person.positions, today);
            return (
              <Table.Tr key={person.id}>
                <Table.Td>
                  <UnstyledButton className={classes.person} onClick={() => onOpen(person.id)}>
                    <PersonAvatar name={person.name} size="sm" />
                    <span>
                      <Text span fw={600} size="sm" className={classes.name}>
                        {person.name}
                      </Text>
                      <Text size="xs" c="dimmed" hiddenFrom="sm">
                        {main ? `${main.title}, ${unitText(main)}` : t('staff.no_position')}
                      </Text>
                      <Box hiddenFrom="sm" mt={4}>
                        <State person={person} />
                      </Box>
                    </span>
                  </UnstyledButton>
                </Table.Td>
                <Table.Td visibleFrom="sm">
                  <Text size="sm">{main?.title ?? t('staff.no_position')}</Text>
                  {main && (
                    <Text size="xs" c="dimmed">
                      {unitText(main)}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td visibleFrom="md">{person.login}</Table.Td>
                <Table.Td visibleFrom="sm">
                  <State person={person} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

export function State({ person }: { person: Staff }) {
  const { t } = useTranslation('admin');
  if (!person.active) {
    return (
      <Badge color="gray" variant="light" tt="none">
        {t('staff.state.inactive')}
      </Badge>
    );
  }
  return (
    <Badge color={person.has_password ? 'green' : 'gold'} variant="light" tt="none">
      {t(person.has_password ? 'staff.state.active' : 'staff.state.no_password')}
    </Badge>
  );
}
