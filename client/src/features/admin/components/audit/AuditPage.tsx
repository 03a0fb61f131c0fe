import { Anchor, Button, Collapse, Group, Paper, Select, Stack, Table, Text } from '@mantine/core';
import { IconDownload, IconHistoryOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditRow } from '@/shared/api';
import { PersonPicker, type Picked, UnitPicker } from '@/shared/directory';
import { addDays, compareText, formatCivilDate, instantOf } from '@/shared/i18n';
import { DateTime, EmptyState, LoadingSkeleton, PageHeader, QueryView } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
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
      <Group mb="lg" gap="md" align="flex-end">
        <div style={{ flex: '1 1 12rem', maxWidth: 260 }}>
          <PersonPicker
            label={t('audit.actor')}
            placeholder={t('roles.any')}
            value={actor}
            onChange={setActor}
            clearable
          />
        </div>
        <Select
          flex="1 1 12rem"
          maw={260}
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
        <div style={{ flex: '1 1 12rem', maxWidth: 260 }}>
          <UnitPicker
            label={t('audit.unit')}
            placeholder={t('roles.any')}
            value={unit}
            onChange={setUnit}
            clearable
          />
        </div>
        <DateField label={t('audit.from')} value={from} onChange={setFrom} clearable w={165} />
        <DateField label={t('audit.to')} value={to} onChange={setTo} clearable w={165} />
      </Group>
      <QueryView query={pages} loading={<LoadingSkeleton rows={10} height={44} />}>
        {({ pages: parts }) => {
          const rows = parts.flatMap(({ items }) => items);
          if (rows.length === 0) {
            return (
              <EmptyState icon={IconHistoryOff} title={t('audit.none')}>
                {t('audit.none.text')}
              </EmptyState>
            );
          }
          return (
            <Stack>
              <AuditTable rows={rows} actionName={actionName} />
              {pages.hasNextPage && (
                <Button
                  variant="default"
                  mx="auto"
                  loading={pages.isFetchingNextPage}
                  onClick={() => void pages.fetchNextPage()}
                >
                  {t('shared:action.more')}
                </Button>
              )}
            </Stack>
          );
        }}
      </QueryView>
    </>
  );
}

interface TableProps {
  rows: AuditRow[];
  actionName: (code: string) => string;
}

function AuditTable({ rows, actionName }: TableProps) {
  const { t } = useTranslation('admin');
  return (
    <Paper withBorder>
      <Table.ScrollContainer
        minWidth={820}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': t('audit.title') } }}
      >
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('audit.at')}</Table.Th>
              <Table.Th>{t('audit.actor')}</Table.Th>
              <Table.Th>{t('audit.action')}</Table.Th>
              <Table.Th>{t('audit.target')}</Table.Th>
              <Table.Th>{t('audit.unit')}</Table.Th>
              <Table.Th>{t('audit.address')}</Table.Th>
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
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <DateTime at={row.at} />
      </Table.Td>
      <Table.Td>{row.actor?.name ?? t('audit.system')}</Table.Td>
      <Table.Td>
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
              <Text size="xs" ff="monospace" style={{ whiteSpace: 'pre-wrap' }} maw={340}>
                {JSON.stringify(row.detail, null, 1)}
              </Text>
            </Collapse>
          </>
        )}
      </Table.Td>
      <Table.Td>{row.target_label ?? targetText(row.target)}</Table.Td>
      <Table.Td>{row.unit?.name}</Table.Td>
      <Table.Td>{row.address}</Table.Td>
    </Table.Tr>
  );
}
