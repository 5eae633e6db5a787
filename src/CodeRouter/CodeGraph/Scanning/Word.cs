namespace CodeRouter.CodeGraph.Scanning;

/// <summary>
/// Words that some language gives a meaning; each is spelt as its member, in lower case. <see cref="Plain"/> stands for reserved words
/// that no recogniser asks about.
/// </summary>
internal enum Word : byte
{
    None, Plain,
    Abstract, Actor, And, As, Assert, Async, Await, Break, By, Case, Catch, Class, Const, Constructor, Continue, Companion, Data, Declare, Def, Default, Delegate,
    Delete, Do, Else, End, Ensure, Enum, Except, Export, Extends, Extension, Extern, Final, Finally, Fn, For, Foreach, From, Fun, Func, Function, Get, Given, Global, Go, Goto,
    If, Impl, Implements, Implicit, Import, In, Include, Indirect, Init, Interface, Internal, Is, Lambda, Let, Macro_rules, Mod, Module, Mut, Namespace, New,
    Not, Object, Of, Open, Operator, Or, Override, Package, Private, Protected, Protocol, Pub, Public, Readonly, Record, Require, Rescue, Return,
    Sealed, Self, Set, Static, Struct, Subscript, Super, Switch, Synchronized, Template, Then, This, Throw, Throws, Trait, Try, Type, Typealias, Typedef, Typename, Typeof, Union, Unless, Unsafe,
    Until, Use, Using, Val, Var, Virtual, When, Where, While, With, Yield, Begin, Loop, Match, Move, Ref, Out, Params, Fixed, Lock, Deinit, Crate, Volatile, Auto, Inline, Constexpr, Friend,
    Void, Uint, Ulong, Ushort, Sbyte, Decimal, Int, Char, Float, Double, Long, Short, Bool, Byte, Boolean, String, Unsigned, Signed, Noexcept, Range, Select, Fileprivate, Lateinit, Annotation, Inner, Native, Explicit, Partial, Mutating, Elsif, Elif, Nonlocal, Raise, Del, Pass, Print, Alias, Undef, Redo, Retry, Nil, Null, True, False, Permits, Non, Satisfies, Checked, Unchecked, Event, Insteadof, Dyn, Sizeof, Alignas, Decltype, Requires, Concept, Register,
}
