export { PeoplePicker, PersonPicker, type Picked, UnitPicker, UnitsPicker } from './PeoplePicker';
