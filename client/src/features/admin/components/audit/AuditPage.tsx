import { Anchor, Box, Button, Collapse, Paper, Select, Table, Text } from '@mantine/core';
import { IconDownload, IconHistoryOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditRow } from '@/shared/api';
import { PersonPicker, type Picked, UnitPicker } from '@/shared/directory';
import { addDays, compareText, formatCivilDate, instantOf } from '@/shared/i18n';
import { DateTime, EmptyState, LoadingSkeleton, PagedView, PageHeader } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
import classes from '../admin.module.css';
import { exportAddress, useAuditActions, useAuditPages } from '../../api/audit';

export function AuditPage() {
  const { t, i18n } = useTranslation('admin');
  const [actor, setActor] = useState<Picked | null>(null);
  const [unit, setUnit] = useState<Picked | null>(null);
  const [action, setAction] = useState<string | null>(null);
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const actions = useAuditActions();
  const filter = useMemo(
    () => ({
      ...(actor && { actor: actor.id }),
      ...(unit && { unit: unit.id }),
      ...(action && { action }),
      ...(from && { from: instantOf(from, '00:00') }),
      // The last day counts whole.
      ...(to && { to: instantOf(addDays(to, 1), '00:00') }),
    }),
    [actor, unit, action, from, to],
  );
  const pages = useAuditPages(filter);
  const actionName = (code: string) =>
    i18n.exists(`admin:action.${code}`) ? t(`action.${code}`) : code;

  return (
    <>
      <PageHeader
        title={t('audit.title')}
        description={t('audit.lead')}
        actions={
          <Button
            component="a"
            href={exportAddress(filter)}
            download
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            {t('audit.export')}
          </Button>
        }
      />
      <Box className={classes.filters} mb="lg">
        <PersonPicker
          label={t('audit.actor')}
          placeholder={t('roles.any')}
          value={actor}
          onChange={setActor}
          clearable
        />
        <Select
          label={t('audit.action')}
          placeholder={t('roles.any')}
          searchable
          clearable
          value={action}
          onChange={setAction}
          data={(actions.data?.items ?? [])
            .map((value) => ({ value, label: actionName(value) }))
            .sort((a, b) => compareText(a.label, b.label))}
        />
        <UnitPicker
          label={t('audit.unit')}
          placeholder={t('roles.any')}
          value={unit}
          onChange={setUnit}
          clearable
        />
        <div className={classes.short}>
          <DateField label={t('audit.from')} value={from} onChange={setFrom} clearable />
        </div>
        <div className={classes.short}>
          <DateField label={t('audit.to')} value={to} onChange={setTo} clearable />
        </div>
      </Box>
      <PagedView
        query={pages}
        loading={<LoadingSkeleton rows={10} height={44} />}
        empty={
          <EmptyState icon={IconHistoryOff} title={t('audit.none')}>
            {t('audit.none.text')}
          </EmptyState>
        }
      >
        {(rows) => <AuditTable rows={rows} actionName={actionName} />}
      </PagedView>
    </>
  );
}

const COLUMNS = ['at', 'actor', 'action', 'target', 'unit', 'address'] as const;

interface TableProps {
  rows: AuditRow[];
  actionName: (code: string) => string;
}

function AuditTable({ rows, actionName }: TableProps) {
  const { t } = useTranslation('admin');
  return (
    <Paper withBorder>
      <Table.ScrollContainer
        className={classes.wide}
        minWidth="var(--wide)"
        scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': t('audit.title') } }}
      >
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th hiddenFrom="sm">{t('audit.action')}</Table.Th>
              {COLUMNS.map((column) => (
                <Table.Th key={column} visibleFrom="sm">
                  {t(`audit.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Row key={row.id} row={row} action={actionName(row.action)} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}

function Row({ row, action }: { row: AuditRow; action: string }) {
  const { t, i18n } = useTranslation('admin');
  const [open, setOpen] = useState(false);
  const targetText = (target: string) => {
    const [kind = '', id = ''] = target.split(':', 2);
    if (kind === 'day') return formatCivilDate(id);
    return i18n.exists(`admin:target.${kind}`) ? t(`target.${kind}`) : target;
  };
  const hasDetail = Object.keys(row.detail).length > 0;
  const actor = row.actor?.name ?? t('audit.system');
  const target = row.target_label ?? targetText(row.target);
  const what = (
    <>
      {action}
      {hasDetail && (
        <>
          {' '}
          <Anchor
            component="button"
            type="button"
            size="xs"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {t(open ? 'audit.less' : 'audit.more')}
          </Anchor>
          <Collapse expanded={open}>
            <Text size="xs" ff="monospace" className={classes.detail}>
              {JSON.stringify(row.detail, null, 1)}
            </Text>
          </Collapse>
        </>
      )}
    </>
  );
  return (
    <Table.Tr>
      <Table.Td hiddenFrom="sm">
        <Text size="sm" fw={600} component="div">
          {what}
        </Text>
        <Text size="sm">{[target, row.unit?.name].filter(Boolean).join(' · ')}</Text>
        <Text size="xs" c="dimmed">
          <DateTime at={row.at} /> · {[actor, row.address].filter(Boolean).join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm" style={{ whiteSpace: 'nowrap' }}>
        <DateTime at={row.at} />
      </Table.Td>
      <Table.Td visibleFrom="sm">{actor}</Table.Td>
      <Table.Td visibleFrom="sm">{what}</Table.Td>
      <Table.Td visibleFrom="sm">{target}</Table.Td>
      <Table.Td visibleFrom="sm">{row.unit?.name}</Table.Td>
      <Table.Td visibleFrom="sm">{row.address}</Table.Td>
    </Table.Tr>
  );
}
