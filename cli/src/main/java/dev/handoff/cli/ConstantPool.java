package dev.handoff.cli;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;

/** The methods that a class file calls, by its constant pool (JVMS 4.4). */
final class ConstantPool {
    private static final int MAGIC_AND_VERSION_BYTES = 8;

    private final Object[] entries;

    private record Method(int type, int nameAndType) {}

    private record Reference(int index) {}

    private ConstantPool(Object[] entries) {
        this.entries = entries;
    }

    static ConstantPool of(byte[] classFile) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile))) {
            in.skipNBytes(MAGIC_AND_VERSION_BYTES);
            Object[] entries = new Object[in.readUnsignedShort()];
            for (int i = 1; i < entries.length; i++) {
                int tag = in.readUnsignedByte();
                entries[i] = read(tag, in);
                if (tag == 5 || tag == 6) {
                    i++; // long and double take two
                }
            }
            return new ConstantPool(entries);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a class file", e);
        }
    }

    private static Object read(int tag, DataInputStream in) throws IOException {
        return switch (tag) {
            case 1 -> in.readUTF();
            case 7 -> new Reference(in.readUnsignedShort()); // class: its name
            case 12 -> { // name and type: the name; the type does not matter
                Reference name = new Reference(in.readUnsignedShort());
                in.skipNBytes(2);
                yield name;
            }
            case 10, 11 -> // method, also of an interface
                    new Method(in.readUnsignedShort(), in.readUnsignedShort());
            default -> {
                in.skipNBytes(bytes(tag));
                yield "";
            }
        };
    }

    private static int bytes(int tag) throws IOException {
        return switch (tag) {
            case 8, 16, 19, 20 -> 2; // string, method type, module, package
            case 15 -> 3; // method handle
            case 3, 4, 9, 17, 18 -> 4; // int, float, field, dynamic, invokedynamic
            case 5, 6 -> 8; // long, double
            default -> throw new IOException("constant of the unknown kind " + tag);
        };
    }

    /** Whether the method is mentioned; the type is as in {@code java/lang/Thread}. */
    boolean calls(String type, String method) {
        for (Object entry : entries) {
            if (entry instanceof Method called
                    && method.equals(name(called.nameAndType))
                    && type.equals(name(called.type))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a method of the type is called, whichever. */
    boolean mentions(String type) {
        for (Object entry : entries) {
            if (entry instanceof Method called && type.equals(name(called.type))) {
                return true;
            }
        }
        return false;
    }

    private Object name(int index) {
        return entries[((Reference) entries[index]).index];
    }
}
