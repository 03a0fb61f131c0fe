import { Loader, Text, VisuallyHidden } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { createContext, type KeyboardEvent, useContext, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unit } from '@/shared/api';
import { formatNumber } from '@/shared/i18n';
import { ErrorState, LoadingSkeleton } from '@/shared/ui';
import { useChildren } from '../../api/units';
import { onTreeKey } from '../../hooks/treeKeys';
import type { View } from '../../superiors';
import classes from './units.module.css';

interface TreeState {
  view: View;
  selected: string | undefined;
  /** Whether a branch stands open, for those that are not as they stood at first. */
  unfolded: ReadonlyMap<string, boolean>;
  onSelect: (id: string) => void;
  onUnfold: (id: string, open: boolean) => void;
}

const Tree = createContext<TreeState | null>(null);

function useTree(): TreeState {
  const state = useContext(Tree);
  if (!state) throw new Error('a tree item stands outside a tree');
  return state;
}

/** The units as a tree whose branches are fetched when they are opened. */
export function UnitTree(state: TreeState) {
  const { t } = useTranslation('admin');
  const roots = useChildren(null, state.view);
  if (roots.isPending) return <LoadingSkeleton rows={6} height={36} />;
  if (roots.isError) return <ErrorState error={roots.error} onRetry={() => void roots.refetch()} />;
  if (roots.data.items.length === 0) return <Text c="dimmed">{t('units.none_on_day')}</Text>;
  return (
    <Tree.Provider value={state}>
      <ul role="tree" aria-label={t('units.tree')} className={classes.tree} onKeyDown={onTreeKey}>
        {roots.data.items.map((unit, index) => (
          <Item key={unit.id} unit={unit} level={1} first={index === 0} />
        ))}
      </ul>
    </Tree.Provider>
  );
}

interface ItemProps {
  unit: Unit;
  level: number;
  /** The one that takes the focus when the tree is entered. */
  first: boolean;
}

function Item({ unit, level, first }: ItemProps) {
  const { t } = useTranslation('admin');
  const { selected, unfolded, onSelect, onUnfold } = useTree();
  const row = useRef<HTMLLIElement>(null);
  const { id, name, has_children, staff_count } = unit;
  // The root stands open at first: it is never what one looks for.
  const open = has_children && (unfolded.get(id) ?? level === 1);
  const chosen = selected === id;
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onSelect(id);
  };
  return (
    <>
      <li
        ref={row}
        role="treeitem"
        tabIndex={chosen || first ? 0 : -1}
        aria-level={level}
        aria-selected={chosen}
        aria-expanded={has_children ? open : undefined}
        className={classes.item}
        data-selected={chosen || undefined}
        style={{ paddingInlineStart: (level - 1) * 18 }}
        onClick={() => onSelect(id)}
        onKeyDown={onKey}
      >
        {has_children ? (
          <button
            type="button"
            tabIndex={-1}
            aria-hidden
            data-toggle
            data-open={open || undefined}
            className={classes.toggle}
            onClick={(event) => {
              event.stopPropagation();
              onUnfold(id, !open);
            }}
          >
            <IconChevronRight size={16} aria-hidden />
          </button>
        ) : (
          <span className={classes.toggle} />
        )}
        <span className={classes.name}>
          <span>{name}</span>
          <span className={classes.count}>
            {formatNumber(staff_count)}
            <VisuallyHidden> {t('units.people')}</VisuallyHidden>
          </span>
        </span>
      </li>
      {open && <Branch parent={id} level={level + 1} />}
    </>
  );
}

/** The children stand after their parent: in a flat tree an item is named by its own words. */
function Branch({ parent, level }: { parent: string; level: number }) {
  const { view } = useTree();
  const children = useChildren(parent, view);
  if (children.isPending) {
    return (
      <li role="none">
        <Loader size="xs" ml={level * 18} my={6} />
      </li>
    );
  }
  if (children.isError) {
    return (
      <li role="none">
        <ErrorState error={children.error} onRetry={() => void children.refetch()} />
      </li>
    );
  }
  return children.data.items.map((unit) => (
    <Item key={unit.id} unit={unit} level={level} first={false} />
  ));
}
