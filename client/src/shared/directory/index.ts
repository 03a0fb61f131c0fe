export { PeoplePicker, PersonPicker, type Picked, UnitPicker, UnitsPicker } from './PeoplePicker';
export { unitText } from './unitText';
