import { Transform } from 'class-transformer';
import { ArrayNotEmpty } from 'class-validator';
import { ActionUpdateForm } from '../action.form.js';
import type { ActionShown } from '../actions.service.js';
import { readShown } from './byChild.js';

/** One answer for several actions of a child. */
export class ChildAnswerForm extends ActionUpdateForm {
  @Transform(({ value }) => readShown(value))
  @ArrayNotEmpty({ message: 'Tick the actions your answer is about.' })
  actions!: ActionShown[];
}
