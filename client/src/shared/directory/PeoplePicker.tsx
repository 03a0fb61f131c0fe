import {
  Loader,
  MultiSelect,
  type MultiSelectProps,
  type OptionsFilter,
  Select,
  Text,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '@/shared/ui';
import { usePeopleSearch, useUnitSearch } from './search';
import { unitText } from './unitText';

/** What stands on a chip or in a field: an id and the words for it. */
export interface Picked {
  id: string;
  name: string;
  detail?: string | null;
}

type Shared = Pick<
  MultiSelectProps,
  'label' | 'description' | 'error' | 'required' | 'placeholder' | 'size'
>;

interface ManyProps extends Shared {
  value: Picked[];
  onChange: (value: Picked[]) => void;
}

interface OneProps extends Shared {
  value: Picked | null;
  onChange: (value: Picked | null) => void;
  clearable?: boolean;
}

const DEBOUNCE_MS = 200;

function useFound(kind: 'people' | 'units', typed: string) {
  const [q] = useDebouncedValue(typed.trim(), DEBOUNCE_MS);
  const people = usePeopleSearch(q, kind === 'people');
  const units = useUnitSearch(q, kind === 'units');
  const found: Picked[] =
    kind === 'people'
      ? (people.data?.items ?? []).map((person) => ({
          id: person.id,
          name: person.name,
          detail: [person.title, unitText(person)].filter(Boolean).join(' · '),
        }))
      : (units.data?.items ?? []).map(({ id, name, path }) => ({
          id,
          name,
          detail: path.filter((step) => step !== name).join(' › '),
        }));
  return { found, busy: people.isFetching || units.isFetching };
}

function useOptions(kind: 'people' | 'units', typed: string, chosen: readonly Picked[]) {
  const { t } = useTranslation('shared');
  const { found, busy } = useFound(kind, typed);
  const known = new Map([...chosen, ...found].map((item) => [item.id, item]));
  return {
    known,
    common: {
      data: [...known.values()].map(({ id, name }) => ({ value: id, label: name })),
      // The server has searched already, without diacritics and by title.
      filter: (({ options }) => options) as OptionsFilter,
      nothingFoundMessage: busy
        ? t('loading')
        : t(typed.trim() || kind === 'people' ? 'picker.nothing' : 'picker.type'),
      rightSection: busy ? <Loader size="xs" /> : undefined,
      renderOption: ({ option }: { option: { value: string } }) => (
        <OptionRow item={known.get(option.value)} withAvatar={kind === 'people'} />
      ),
      comboboxProps: { shadow: 'md' },
    },
  };
}

function OptionRow({ item, withAvatar }: { item: Picked | undefined; withAvatar: boolean }) {
  if (!item) return null;
  return (
    <div style={{ display: 'flex', gap: 10, alignItems: 'center' }}>
      {withAvatar && <PersonAvatar name={item.name} size="sm" />}
      <div>
        <Text size="sm">{item.name}</Text>
        {item.detail && (
          <Text size="xs" c="dimmed">
            {item.detail}
          </Text>
        )}
      </div>
    </div>
  );
}

function Many({ kind, value, onChange, ...field }: ManyProps & { kind: 'people' | 'units' }) {
  const [typed, setTyped] = useState('');
  const { known, common } = useOptions(kind, typed, value);
  return (
    <MultiSelect
      {...field}
      {...common}
      searchable
      hidePickedOptions
      searchValue={typed}
      onSearchChange={setTyped}
      value={value.map(({ id }) => id)}
      onChange={(ids) => {
        onChange(ids.flatMap((id) => known.get(id) ?? []));
        setTyped('');
      }}
      placeholder={value.length === 0 ? field.placeholder : undefined}
    />
  );
}

function One({ kind, value, onChange, ...field }: OneProps & { kind: 'people' | 'units' }) {
  const [typed, setTyped] = useState(value?.name ?? '');
  const { known, common } = useOptions(
    kind,
    typed === value?.name ? '' : typed,
    value ? [value] : [],
  );
  return (
    <Select
      {...field}
      {...common}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      value={value?.id ?? null}
      onChange={(id) => onChange(id === null ? null : (known.get(id) ?? null))}
    />
  );
}

/** People of the whole directory, by name, post or unit. */
export const PeoplePicker = (props: ManyProps) => <Many kind="people" {...props} />;
export const PersonPicker = (props: OneProps) => <One kind="people" {...props} />;
/** Units of the whole city, by name or code. */
export const UnitsPicker = (props: ManyProps) => <Many kind="units" {...props} />;
export const UnitPicker = (props: OneProps) => <One kind="units" {...props} />;
